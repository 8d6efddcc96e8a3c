"""The file itself: PDF/A before the first seal, its signature fields, one signature after another.

Source: TRF-07; forms A5.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import pikepdf
from asn1crypto import x509
from pikepdf import pdfa
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    BoxConstraints,
    Margins,
    SimpleBoxLayoutRule,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from archive_office.organisation.models import Seal
from archive_office.originals.providers import DIGEST, Identity, SigningProvider

FLAVOUR: Final = "2b"
RESERVED: Final = 16384
"""Bytes kept free for a signature and the certificates that come with it."""

_CENTRED: Final = SimpleBoxLayoutRule(
    x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0)
)


@dataclass(frozen=True, slots=True)
class Field:
    """A signature field of a file: its box in points from the lower left corner of the page."""

    name: str
    title: str
    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Converted:
    """A paper as PDF/A, or why it is none.

    Attributes:
        content: Empty where it failed.
        verdict: ``library``, ``version``, ``profile``, ``passed`` and ``findings``.
    """

    content: bytes
    verdict: dict[str, Any]


def as_pdfa(content: bytes) -> Converted:
    """The paper as PDF/A-2b, read again and judged after it was written."""
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        for page in pdf.pages:
            if "/Trans" in page.obj:  # an empty transition bars a file from PDF/A
                del page.obj["/Trans"]
        try:
            report: Any = pdfa.save(pdf, out, FLAVOUR)
        except pdfa.PdfaError as error:  # also for what the validator cannot judge
            report = error.report
    findings = [str(each)[:300] for each in report.findings]
    passed = bool(out.getvalue())
    verdict = {
        "library": "pikepdf",
        "version": pikepdf.__version__,
        "profile": FLAVOUR,
        "passed": passed,
        "findings": findings,
    }
    return Converted(out.getvalue(), verdict)


def with_fields(content: bytes, fields: Sequence[Field]) -> bytes:
    """The file with all its empty signature fields: after the first signature none can be added."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    for each in fields:
        left, low, right, high = (round(edge) for edge in each.box)
        spec = SigFieldSpec(
            each.name,
            on_page=each.page,
            box=(left, low, right, high),
            readable_field_name=each.title,
        )
        append_signature_field(writer, spec)
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]  # pyHanko types it in part
    return out.getvalue()


class _Drawing(PdfContent):
    """A drawn seal as the look of a signature field."""

    def __init__(self, page: bytes) -> None:
        self._page = page
        super().__init__()

    def render(self) -> bytes:
        """Bring the drawing into the file; called once, when the field is filled."""
        drawn = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._page)))
        self.resources.xobject["/Seal"] = drawn
        left, low, right, high = drawn.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(high - low))
        return b"/Seal Do"


class _SealSigner(Signer):
    """pyHanko's signer over one of our providers; the key stays where it is."""

    def __init__(self, provider: SigningProvider, seal: Seal, identity: Identity) -> None:
        self._provider, self._seal = provider, seal
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # as above
        store.register_multiple(x509.Certificate.load(each) for each in identity.others)
        super().__init__(
            signing_cert=x509.Certificate.load(identity.certificate),
            cert_registry=store,
            embed_roots=True,
        )

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - pyHanko's signature
    ) -> bytes:
        if digest_algorithm != DIGEST:
            raise ValueError(f"Seals sign with {DIGEST}, not with {digest_algorithm}.")
        return b"\0" * 384 if dry_run else self._provider.sign(self._seal, data)


@dataclass(frozen=True, slots=True)
class Signing:
    """One signature to be made: in which field, with what words, under which drawing.

    Args:
        drawing: One page of PDF, the seal.
        moment: What the signature says of its time.
    """

    field: str
    reason: str
    place: str
    drawing: bytes
    moment: datetime


def signed(
    content: bytes, what: Signing, seal: Seal, provider: SigningProvider, identity: Identity
) -> bytes:
    """The file with one signature more, as an addition to what is there.

    Raises:
        NoKeyError: The provider cannot sign.
    """
    writer = IncrementalPdfFileWriter(BytesIO(content))
    meta = PdfSignatureMetadata(
        field_name=what.field,
        reason=what.reason,
        location=what.place,
        name=seal.name,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm=DIGEST,
    )
    style = StaticStampStyle(
        background=_Drawing(what.drawing),
        background_opacity=1,
        background_layout=_CENTRED,
        border_width=0,
    )
    signer = PdfSigner(meta, _SealSigner(provider, seal, identity), stamp_style=style)
    # In a thread of its own: it must not matter whether the caller's thread runs an event loop.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, _sign(writer, signer, what.moment)).result()


async def _sign(writer: IncrementalPdfFileWriter, signer: PdfSigner, moment: datetime) -> bytes:
    """What ``PdfSigner.sign_pdf`` does, at the moment of the act and not of the clock."""
    session = signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = moment
    checked = await session.perform_presign_validation(writer)
    prepared = session.prepare_tbs_document(validation_info=checked, bytes_reserved=RESERVED)
    out = BytesIO()
    digest, _written = prepared.digest_tbs_document(output=out)
    finished = await prepared.perform_signature(
        document_digest=digest.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=session.system_time),
    )
    await finished.post_signature_processing(out)
    return out.getvalue()


def checksum(content: bytes) -> str:
    """SHA-256 of a file, 64 hex digits."""
    return hashlib.sha256(content).hexdigest()
