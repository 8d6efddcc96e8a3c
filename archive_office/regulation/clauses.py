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
    ORG_05 = "ORG-05"  # one archivist named for every day
    ORG_06 = "ORG-06"  # roles with unit and dates
    ORG_08 = "ORG-08"  # staff submit, only archivists file
    ORG_10 = "ORG-10"  # the supervising office reads everything

    # Collection 收集
    COL_02 = "COL-02"  # company categories are filed by headquarters
    COL_03 = "COL-03"  # centre categories, each centre its own
    COL_04 = "COL-04"  # one open dossier per unit
    COL_05 = "COL-05"  # occupied units without a dossier
    COL_06 = "COL-06"  # completeness of resident dossiers
    COL_07 = "COL-07"  # completeness of tenant dossiers
    COL_08 = "COL-08"  # issuer, signatory, number; parties and term
    COL_09 = "COL-09"  # major incidents and their units
    COL_10 = "COL-10"  # who keeps audio-visual and physical items
    COL_11 = "COL-11"  # dossiers are reviewed in a fixed rhythm
    COL_12 = "COL-12"  # correspondence is numbered and linked
    COL_13 = "COL-13"  # payments, deposits, arrears, breaches
    COL_14 = "COL-14"  # repairs, complaints, visits; contacts confirmed
    COL_15 = "COL-15"  # emergency contact
    COL_16 = "COL-16"  # business licences are watched
    COL_17 = "COL-17"  # end of tenancy closes the dossier
    COL_18 = "COL-18"  # the eighteen forms, blank and filled in
    COL_19 = "COL-19"  # master data of customers
    COL_20 = "COL-20"  # tastes and habits are not collected
    COL_21 = "COL-21"  # source of customer data, classes of customers
    COL_22 = "COL-22"  # a second person reviews a new dossier
    COL_23 = "COL-23"  # change of name needs a paper application
    COL_24 = "COL-24"  # filed originals are read-only
    COL_25 = "COL-25"  # customer list and dossier card
    COL_27 = "COL-27"  # one search finds a dossier

    # Filing 归档
    FIL_01 = "FIL-01"  # filing-scope table
    FIL_02 = "FIL-02"  # filed means numbered, catalogued and placed
    FIL_03 = "FIL-03"  # unique archive number, never reused
    FIL_05 = "FIL-05"  # contract numbers follow the dossier’s number
    FIL_06 = "FIL-06"  # originals only
    FIL_07 = "FIL-07"  # a copy names where its original is kept
    FIL_08 = "FIL-08"  # no copy where an original exists
    FIL_09 = "FIL-09"  # kinds, copies and pages are counted
    FIL_10 = "FIL-10"  # audio-visual and physical items are described
    FIL_11 = "FIL-11"  # electronic and paper records in pairs
    FIL_12 = "FIL-12"  # steps of intake with person and time
    FIL_13 = "FIL-13"  # documents are bound by year
    FIL_14 = "FIL-14"  # no paper of another year
    FIL_15 = "FIL-15"  # papers that span years
    FIL_16 = "FIL-16"  # papers that belong together
    FIL_17 = "FIL-17"  # order within a group
    FIL_18 = "FIL-18"  # order of the contents
    FIL_19 = "FIL-19"  # top-secret papers in volumes of their own
    FIL_20 = "FIL-20"  # pages numbered through
    FIL_21 = "FIL-21"  # a class of retention on every volume
    FIL_22 = "FIL-22"  # contents list of the volume
    FIL_23 = "FIL-23"  # remarks sheet of the volume
    FIL_24 = "FIL-24"  # cover, papers and back cover in this order
    FIL_25 = "FIL-25"  # binding and repair
    FIL_26 = "FIL-26"  # drafts by departments, volumes by the archive room
    FIL_27 = "FIL-27"  # acceptance check of each paper
    FIL_28 = "FIL-28"  # a dossier within a week
    FIL_29 = "FIL-29"  # registered on the day, filed within the week
    FIL_30 = "FIL-30"  # last month’s papers on a set day
    FIL_31 = "FIL-31"  # labels follow the current name
    FIL_32 = "FIL-32"  # former tenants’ dossiers are put in order
    FIL_33 = "FIL-33"  # ledger, catalogue and index of any day

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
    LND_01 = "LND-01"  # ordinary reading needs an entry in the register only
    LND_02 = "LND-02"  # graded items only after approval
    LND_03 = "LND-03"  # graded items are read on the spot
    LND_04 = "LND-04"  # seven days
    LND_05 = "LND-05"  # reminders and renewal
    LND_06 = "LND-06"  # day 16 opens a case of dereliction
    LND_07 = "LND-07"  # returned means checked, cancelled and put back
    LND_08 = "LND-08"  # condition at issue and return
    LND_09 = "LND-09"  # excerpt, photograph and copy each with approval
    LND_10 = "LND-10"  # an archivist checks each copy
    LND_11 = "LND-11"  # physical objects stay
    LND_12 = "LND-12"  # audio-visual masters stay, copies go
    LND_13 = "LND-13"  # owners' personal information stays at the centre
    LND_14 = "LND-14"  # the centre head approves its use
    LND_15 = "LND-15"  # the owner's own consent for listed data
    LND_16 = "LND-16"  # where personal information went, until accounted for
    LND_17 = "LND-17"  # purpose, object, reason, reader; department's signature
    LND_18 = "LND-18"  # the archive office reviews; nobody decides on the own request
    LND_19 = "LND-19"  # the loan slip and the loan register
    LND_20 = "LND-20"  # approval chain as the office sets it
    LND_21 = "LND-21"  # rights to see by level and by named exception
    LND_22 = "LND-22"  # only through a recorded request, only from the borrower
    LND_23 = "LND-23"  # confidentiality undertaken before the first dossier
    LND_24 = "LND-24"  # sealed dossiers open by the director alone
    LND_25 = "LND-25"  # the place of use; no public places

    # Storage 保管
    STO_01 = "STO-01"  # rooms by unit and kind
    STO_02 = "STO-02"  # eight protections, checked room by room
    STO_03 = "STO-03"  # extinguishers and signs are checked in time
    STO_04 = "STO-04"  # one numbering of racks
    STO_05 = "STO-05"  # location index
    STO_06 = "STO-06"  # racks by category, dossiers by floor
    STO_07 = "STO-07"  # air, light and the position of racks
    STO_08 = "STO-08"  # containers inside archive furniture
    STO_09 = "STO-09"  # title documents in the safe
    STO_10 = "STO-10"  # title documents are counted by two persons
    STO_11 = "STO-11"  # rooms are inspected in a set rhythm
    STO_12 = "STO-12"  # every finding has its remedy
    STO_13 = "STO-13"  # a doubt opens a check
    STO_14 = "STO-14"  # theft, loss and fire bring an inspection
    STO_15 = "STO-15"  # the last person signs a closing checklist
    STO_16 = "STO-16"  # visitors of storerooms
    STO_17 = "STO-17"  # a known place or a known holder
    STO_18 = "STO-18"  # accounts, and a backup every month

    # Appraisal 鉴定
    APR_01 = "APR-01"  # nothing filed is destroyed without appraisal and approval
    APR_02 = "APR-02"  # nobody deletes what is filed
    APR_03 = "APR-03"  # keep, permanent, destroy or undecided, and no other verdict
    APR_04 = "APR-04"  # what is undecided is kept until it is appraised again
    APR_05 = "APR-05"  # undecided things come back to the work list
    APR_06 = "APR-06"  # how long an undecided thing waits
    APR_07 = "APR-07"  # technical records need the engineers’ opinion
    APR_08 = "APR-08"  # the engineers’ opinion is a record and is printed
    APR_09 = "APR-09"  # who signs an appraisal
    APR_10 = "APR-10"  # everything names its originating department
    APR_11 = "APR-11"  # expiry, and how it was reckoned
    APR_12 = "APR-12"  # what has run out is listed
    APR_13 = "APR-13"  # list of expired things
    APR_14 = "APR-14"  # a closed list of classes
    APR_15 = "APR-15"  # the years behind long and short
    APR_16 = "APR-16"  # what a term counts from
    APR_17 = "APR-17"  # a changed term has its reason
    APR_18 = "APR-18"  # a verdict has its grounds
    APR_19 = "APR-19"  # condition checks
    APR_20 = "APR-20"  # how often the condition is checked
    APR_21 = "APR-21"  # appraised things are counted
    APR_22 = "APR-22"  # former tenants’ dossiers not yet in order
    APR_23 = "APR-23"  # evaluation of a centre’s dossiers
    APR_24 = "APR-24"  # what is out of the room cannot be judged for destruction
    APR_25 = "APR-25"  # the appraisal sheet
    DES_01 = "DES-01"  # only what was appraised for destruction enters a register
    DES_02 = "DES-02"  # the archive-room head carries it out
    DES_03 = "DES-03"  # no sale, no other use
    DES_04 = "DES-04"  # two different witnesses
    DES_05 = "DES-05"  # how many witnesses at least
    DES_06 = "DES-06"  # witnesses are appointed by name before the day
    DES_07 = "DES-07"  # each witness confirms each line against the thing
    DES_08 = "DES-08"  # 已销毁 and its date
    DES_09 = "DES-09"  # witnesses sign afterwards; then nothing changes
    DES_10 = "DES-10"  # the destruction register
    DES_11 = "DES-11"  # what is destroyed leaves the shelf and the search
    DES_12 = "DES-12"  # the stub of what was destroyed stays
    DES_13 = "DES-13"  # who approves a destruction
    DES_14 = "DES-14"  # each approval is kept; a refusal sends the list back
    DES_15 = "DES-15"  # how long things wait
    DES_16 = "DES-16"  # what waits stands apart
    DES_17 = "DES-17"  # the second check after the waiting period
    DES_18 = "DES-18"  # what waits can be withdrawn
    DES_19 = "DES-19"  # what waits and is near its day is listed
    DES_20 = "DES-20"  # designated places
    DES_21 = "DES-21"  # confidential and customer papers go through the shredder
    DES_22 = "DES-22"  # ordinary papers in bulk
    DES_23 = "DES-23"  # disposal list of papers never filed
    DES_24 = "DES-24"  # copies of personal data stay open until their end is recorded
    DES_25 = "DES-25"  # what became of the electronic copies
    DES_26 = "DES-26"  # destroyed things are counted
    DES_27 = "DES-27"  # what waits serves no other purpose

    # Accountability 奖惩
    ACC_08 = "ACC-08"  # a case of dereliction opens by itself, once per loan
    ACC_09 = "ACC-09"  # loss during a loan is reported with its importance

    # Security 保密
    SEC_01 = "SEC-01"  # a level of confidentiality on everything
    SEC_03 = "SEC-03"  # ordinary reading is registered
    SEC_04 = "SEC-04"  # nothing graded before its approval
    SEC_05 = "SEC-05"  # graded: on the spot only
    SEC_06 = "SEC-06"  # no download or print without a permission to copy
    SEC_07 = "SEC-07"  # three permissions, granted one by one
    SEC_08 = "SEC-08"  # each copy is checked before it leaves
    SEC_09 = "SEC-09"  # objects are not lent
    SEC_10 = "SEC-10"  # audio-visual originals are not lent
    SEC_11 = "SEC-11"  # personal data belong to the centre
    SEC_12 = "SEC-12"  # the centre's head approves
    SEC_13 = "SEC-13"  # kinds that need the owner's consent
    SEC_14 = "SEC-14"  # destination of every piece with personal data
    SEC_15 = "SEC-15"  # personal numbers are masked
    SEC_16 = "SEC-16"  # company tier: the director's word
    SEC_17 = "SEC-17"  # department tier: its head's and the next higher head's word
    SEC_18 = "SEC-18"  # personal tier: the word of the department's head
    SEC_19 = "SEC-19"  # two tiers or three
    SEC_20 = "SEC-20"  # handed out after the last step only
    SEC_21 = "SEC-21"  # the approval form with its steps
    SEC_22 = "SEC-22"  # outside the company only with the director's word
    SEC_23 = "SEC-23"  # somebody is told before an approval takes effect
    SEC_24 = "SEC-24"  # where dossiers are read
    SEC_25 = "SEC-25"  # reading as an exception, as the office sets it
    SEC_26 = "SEC-26"  # one named keeper per dossier
    SEC_27 = "SEC-27"  # every user signs the undertaking
    SEC_28 = "SEC-28"  # a business purpose, and another person's approval
    SEC_29 = "SEC-29"  # no grant, no sight
    SEC_34 = "SEC-34"  # place of use; outside needs the head's approval
    SEC_39 = "SEC-39"  # one named system administrator, who reads no dossiers by that
    SEC_40 = "SEC-40"  # personal accounts, one live login, every login logged
    SEC_41 = "SEC-41"  # every display is logged, readings are reviewed
    SEC_42 = "SEC-42"  # every page behind a login
    SEC_43 = "SEC-43"  # customer dossiers stand in lockable cabinets
    SEC_44 = "SEC-44"  # sealed: the general manager alone opens it
    SEC_47 = "SEC-47"  # other purposes than the laid down one need the general manager
    SEC_49 = "SEC-49"  # who borrows without an approval step
    SEC_50 = "SEC-50"  # a staff loan starts from an approved slip
    SEC_51 = "SEC-51"  # the sheet of who may see a dossier

    FRM_22 = "FRM-22"  # archive catalogue
    FRM_23 = "FRM-23"  # filed material of all centres
    FRM_31 = "FRM-31"  # location index as a form
    FRM_48 = "FRM-48"  # inspections and checks
    FRM_52 = "FRM-52"  # backup register
    FRM_53 = "FRM-53"  # dossier ledger
    FRM_58 = "FRM-58"  # accession book

    STA_07 = "STA-07"  # the catalogues of all centres merged

    # Service 客户服务
    SVC_31 = "SVC-31"  # labels follow the present name

    # Service records 客户服务记录
    SVC_01 = "SVC-01"  # both sign a paper that is handed out
    SVC_02 = "SVC-02"  # kinds of correspondence
    SVC_03 = "SVC-03"  # papers issued and not received
    SVC_04 = "SVC-04"  # delivery sheet of a circular, receipt slip
    SVC_05 = "SVC-05"  # papers about a customer reach the dossier
    SVC_06 = "SVC-06"  # numbers without gaps, letters unanswered
    SVC_07 = "SVC-07"  # channels of correspondence
    SVC_08 = "SVC-08"  # complaints and their states
    SVC_09 = "SVC-09"  # complaints not solved in time
    SVC_10 = "SVC-10"  # the outcome of a complaint is approved
    SVC_11 = "SVC-11"  # classes of complaints
    SVC_12 = "SVC-12"  # who deals with a complaint; passing it on
    SVC_13 = "SVC-13"  # repair orders
    SVC_14 = "SVC-14"  # repair orders not done
    SVC_15 = "SVC-15"  # the repair order with the customer’s slip
    SVC_16 = "SVC-16"  # visits follow what they are about
    SVC_17 = "SVC-17"  # violations and arrears
    SVC_18 = "SVC-18"  # open violations and arrears counted
    SVC_19 = "SVC-19"  # payments and deposits
    SVC_20 = "SVC-20"  # no closing while a deposit is held
    SVC_21 = "SVC-21"  # the decoration file
    SVC_22 = "SVC-22"  # papers of contractors
    SVC_23 = "SVC-23"  # move-in papers checked off
    SVC_24 = "SVC-24"  # contacts by kind with dates
    SVC_25 = "SVC-25"  # changes of contacts
    SVC_26 = "SVC-26"  # yearly checks of licences
    SVC_27 = "SVC-27"  # applications and their states
    SVC_28 = "SVC-28"  # unit, day, author and required fields
    SVC_29 = "SVC-29"  # fixed sections of the dossier
    SVC_30 = "SVC-30"  # a closed tenancy asks for binding
    SVC_33 = "SVC-33"  # staff and nature of a company
    SVC_34 = "SVC-34"  # incidents of several units
    SVC_35 = "SVC-35"  # running registers of a centre
    SVC_36 = "SVC-36"  # maintenance fund
    SVC_37 = "SVC-37"  # dossiers not confirmed in time
    SVC_38 = "SVC-38"  # papers of a lease
    SVC_39 = "SVC-39"  # a new name on paper alone; finance is told
    SVC_40 = "SVC-40"  # anybody reports a major matter
    SVC_41 = "SVC-41"  # fields a change touches are confirmed
    SVC_45 = "SVC-45"  # customer care is filed like other papers
    SVC_46 = "SVC-46"  # entries passed on and answered
    SVC_47 = "SVC-47"  # keys in custody and meters
    SVC_48 = "SVC-48"  # completeness counted, gaps printed

    # Forms and registers 表格与登记簿
    FRM_01 = "FRM-01"  # customer dossier registration form
    FRM_02 = "FRM-02"  # customer emergency contact form
    FRM_03 = "FRM-03"  # register of non-motor-vehicle plates
    FRM_04 = "FRM-04"  # special incident record
    FRM_05 = "FRM-05"  # register of parking-space lease and sale
    FRM_06 = "FRM-06"  # register of parking permits issued
    FRM_07 = "FRM-07"  # telephone installation application
    FRM_08 = "FRM-08"  # register of telephone changes
    FRM_09 = "FRM-09"  # register of telephone numbers for lease or sale
    FRM_10 = "FRM-10"  # register of telephone transfers
    FRM_11 = "FRM-11"  # register of employees from abroad
    FRM_12 = "FRM-12"  # register of foreign-related resident organisations
    FRM_13 = "FRM-13"  # register of user identity cards
    FRM_14 = "FRM-14"  # statistics of telephone relocations
    FRM_15 = "FRM-15"  # register of parking-space applications
    FRM_16 = "FRM-16"  # list of resigned and dismissed employees
    FRM_17 = "FRM-17"  # application for custody of unit keys
    FRM_18 = "FRM-18"  # confirmation of water and electricity meter readings
    FRM_62 = "FRM-62"  # move-in notice
    FRM_63 = "FRM-63"  # household registration form
    FRM_64 = "FRM-64"  # unit handover certificate
    FRM_65 = "FRM-65"  # occupancy agreement
    FRM_66 = "FRM-66"  # identity papers (copies)
    FRM_67 = "FRM-67"  # decoration application
    FRM_68 = "FRM-68"  # list of building, equipment and fixtures
    FRM_69 = "FRM-69"  # acceptance certificate and takeover papers
    FRM_70 = "FRM-70"  # equipment ledger
    FRM_71 = "FRM-71"  # lease approval and contract
    FRM_72 = "FRM-72"  # duty log
    FRM_73 = "FRM-73"  # internal notices file
    FRM_74 = "FRM-74"  # maintenance-fund record
    FRM_75 = "FRM-75"  # payment and deposit record
    FRM_76 = "FRM-76"  # violation and arrears record
    FRM_77 = "FRM-77"  # repair request and repair order
    FRM_78 = "FRM-78"  # complaint record
    FRM_79 = "FRM-79"  # visit and return-visit record
    FRM_80 = "FRM-80"  # correspondence receipt book
    FRM_82 = "FRM-82"  # name-plate and directory-board application
    FRM_84 = "FRM-84"  # change of day-to-day contact
    FRM_85 = "FRM-85"  # fit-out file of the contractor
    FRM_86 = "FRM-86"  # door-lock application
    FRM_87 = "FRM-87"  # after-hours application
    FRM_89 = "FRM-89"  # contact report
    FRM_90 = "FRM-90"  # paper application for account or change of name
    FRM_93 = "FRM-93"  # customer basic data form
    FRM_94 = "FRM-94"  # credit assessment report
    FRM_95 = "FRM-95"  # contract (copy)
    FRM_96 = "FRM-96"  # qualification rating form
    FRM_97 = "FRM-97"  # sales statistics of a customer
    FRM_98 = "FRM-98"  # customer information analysis
    FRM_99 = "FRM-99"  # satisfaction questionnaire
    FRM_101 = "FRM-101"  # guest comment form
    FRM_105 = "FRM-105"  # dossier delivery book
    FRM_107 = "FRM-107"  # green card
    FRM_20 = "FRM-20"  # transfer manifest
    FRM_24 = "FRM-24"  # reference stamp on labels
    FRM_25 = "FRM-25"  # red mark of a copy
    FRM_26 = "FRM-26"  # audio-visual description
    FRM_27 = "FRM-27"  # reading register
    FRM_28 = "FRM-28"  # loan approval form
    FRM_29 = "FRM-29"  # loan extension slip
    FRM_30 = "FRM-30"  # destinations of personal data
    FRM_33 = "FRM-33"  # appraisal sheet
    FRM_35 = "FRM-35"  # destruction register
    FRM_36 = "FRM-36"  # destruction record
    FRM_42 = "FRM-42"  # list of documents in the file
    FRM_43 = "FRM-43"  # file notes sheet
    FRM_45 = "FRM-45"  # reading application
    FRM_46 = "FRM-46"  # loan application
    FRM_47 = "FRM-47"  # loan register
    FRM_49 = "FRM-49"  # dossiers of moved-out customers
    FRM_50 = "FRM-50"  # dossier label
    FRM_51 = "FRM-51"  # reading approval form
    FRM_59 = "FRM-59"  # title handover manifest
    FRM_60 = "FRM-60"  # lending slip
    FRM_88 = "FRM-88"  # customer overview list
    FRM_57 = "FRM-57"  # papers to be supplied
    FRM_61 = "FRM-61"  # approval of late handover
    FRM_91 = "FRM-91"  # customer data sheet
    FRM_92 = "FRM-92"  # dealer and end-customer cards
    FRM_100 = "FRM-100"  # satisfaction analysis report
    FRM_102 = "FRM-102"  # health survey form
    FRM_103 = "FRM-103"  # census of living conditions
    FRM_104 = "FRM-104"  # customer record form
    FRM_108 = "FRM-108"  # delivery check, inspection, extra services
    FRM_109 = "FRM-109"  # workshop papers of one visit
    FRM_110 = "FRM-110"  # free check, first service, fault report
    FRM_111 = "FRM-111"  # correction order, penalty notice
    FRM_21 = "FRM-21"  # filing scope and retention schedule
    FRM_39 = "FRM-39"  # dossier contents list
    FRM_41 = "FRM-41"  # information list
    FRM_44 = "FRM-44"  # file cover and back cover
    FRM_56 = "FRM-56"  # volume content list in three copies
    FRM_83 = "FRM-83"  # business licence and annual checks
    FRM_34 = "FRM-34"  # engineering opinion
    FRM_19 = "FRM-19"  # transfer form
