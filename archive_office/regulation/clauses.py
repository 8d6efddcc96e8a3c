"""The clauses that the code answers for.

Every requirement of the regulation stands in ``catalogue.tsv``; a clause becomes a member here when
the code enforces, records, counts, prints or reminds of it. Adding one is one line, and the tests
under ``tests/architecture`` then ask for a place in the code and for a test that shows it.
"""

from enum import StrEnum, unique


@unique
class Clause(StrEnum):
    """A numbered requirement of the archive regulation that the application fulfils."""

    # Organisation 机构与职责
    ORG_01 = "ORG-01"  # two tiers: headquarters and service centres
    ORG_02 = "ORG-02"  # each unit has an archive room of its own
    ORG_06 = "ORG-06"  # roles with unit and dates
    ORG_08 = "ORG-08"  # staff submit, only archivists file

    # Collection 收集
    COL_04 = "COL-04"  # one open dossier per unit
    COL_05 = "COL-05"  # occupied units without a dossier
    COL_06 = "COL-06"  # completeness of resident dossiers
    COL_07 = "COL-07"  # completeness of tenant dossiers
    COL_11 = "COL-11"  # dossiers are reviewed in a fixed rhythm
    COL_15 = "COL-15"  # emergency contact
    COL_17 = "COL-17"  # end of tenancy closes the dossier
    COL_19 = "COL-19"  # master data of customers
    COL_22 = "COL-22"  # a second person reviews a new dossier
    COL_23 = "COL-23"  # change of name needs a paper application
    COL_24 = "COL-24"  # filed originals are read-only
    COL_25 = "COL-25"  # customer list and dossier card

    # Filing 归档
    FIL_01 = "FIL-01"  # filing-scope table
    FIL_02 = "FIL-02"  # filed means numbered, catalogued and placed
    FIL_03 = "FIL-03"  # unique archive number, never reused
    FIL_06 = "FIL-06"  # originals only
    FIL_07 = "FIL-07"  # a copy names where its original is kept
    FIL_08 = "FIL-08"  # no copy where an original exists
    FIL_09 = "FIL-09"  # kinds, copies and pages are counted
    FIL_22 = "FIL-22"  # contents list of the volume
    FIL_23 = "FIL-23"  # remarks sheet of the volume
    FIL_24 = "FIL-24"  # cover, papers and back cover in this order
    FIL_27 = "FIL-27"  # acceptance check of each paper
    FIL_28 = "FIL-28"  # a dossier within a week
    FIL_31 = "FIL-31"  # labels follow the current name

    # Handover 移交
    TRF_01 = "TRF-01"  # the centre keeps until headquarters has accepted
    TRF_02 = "TRF-02"  # container and category before handover
    TRF_03 = "TRF-03"  # each half-year
    TRF_04 = "TRF-04"  # manifest grouped by category
    TRF_05 = "TRF-05"  # checked line by line
    TRF_06 = "TRF-06"  # signed by both parties
    TRF_07 = "TRF-07"  # department seals
    TRF_08 = "TRF-08"  # two copies
    TRF_10 = "TRF-10"  # missing papers are listed
    TRF_13 = "TRF-13"  # receipt register
    TRF_14 = "TRF-14"  # title documents on a manifest of their own
    TRF_18 = "TRF-18"  # every receipt, move and loan is registered

    # Use 利用
    LND_13 = "LND-13"  # owners' personal information stays at the centre
    LND_14 = "LND-14"  # the centre head approves its use
    LND_15 = "LND-15"  # the owner's own consent for listed data

    # Storage 保管
    STO_04 = "STO-04"  # one numbering of racks
    STO_05 = "STO-05"  # location index
    STO_08 = "STO-08"  # containers inside archive furniture
    STO_09 = "STO-09"  # title documents in the safe
    STO_17 = "STO-17"  # a known place or a known holder

    # Appraisal 鉴定
    APR_02 = "APR-02"  # nobody deletes what is filed

    # Security 保密
    SEC_01 = "SEC-01"  # a level of confidentiality on everything
    SEC_15 = "SEC-15"  # personal numbers are masked
    SEC_29 = "SEC-29"  # no grant, no sight
    SEC_42 = "SEC-42"  # every page behind a login
