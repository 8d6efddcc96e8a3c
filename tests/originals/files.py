"""Files that somebody may bring to be verified: good ones, changed ones, hostile ones."""

import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DER = serialization.Encoding.DER
TEXT = b"Volume W001-ZY.KH-P01-0001"


class Holder:
    """A key with its certificate, and with the root above it."""

    def __init__(self, name, above=None, *, began=-10, ends=300):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.above = above
        self.certificate = self._issued(name, began, ends)

    @property
    def der(self):
        return self.certificate.public_bytes(DER)

    def _issued(self, name, began, ends):
        above, own = self.above, _name(name)
        is_root = above is None
        builder = (
            x509.CertificateBuilder()
            .subject_name(own)
            .issuer_name(own if is_root else above.certificate.subject)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW + timedelta(days=began))
            .not_valid_after(NOW + timedelta(days=ends))
            .add_extension(
                x509.BasicConstraints(ca=is_root, path_length=0 if is_root else None),
                critical=True,
            )
            .add_extension(_usage(is_root=is_root), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False
            )
        )
        return builder.sign(self.key if is_root else above.key, SHA256())

    def signer(self):
        key = self.key.private_bytes(
            DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return signers.SimpleSigner(
            signing_cert=asn1_x509.Certificate.load(self.der),
            signing_key=asn1_keys.PrivateKeyInfo.load(key),
            cert_registry=SimpleCertificateStore.from_certs(
                [asn1_x509.Certificate.load(self.above.der)]
            ),
        )


def _name(common):
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "示范物业"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "某部"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _usage(*, is_root):
    return x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_cert_sign=is_root,
        crl_sign=is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


@cache
def house():
    """The house's root and two departments; somebody else's; one whose time has run out."""
    root = Holder("本公司根证书", began=-2000, ends=2000)
    stranger = Holder("外来根证书", began=-2000, ends=2000)
    return {
        "root": root,
        "centre": Holder("客户服务中心", root),
        "room": Holder("公司档案室", root),
        "old": Holder("已到期", root, began=-700, ends=-300),
        "stranger": Holder("外人", stranger),
    }


def blank():
    """Two pages with two empty signature fields."""
    target = BytesIO()
    canvas = Canvas(target, pageCompression=0)
    for _ in range(2):
        canvas.drawString(100, 700, TEXT.decode())
        canvas.showPage()
    canvas.save()
    writer = IncrementalPdfFileWriter(BytesIO(target.getvalue()))
    for place, name in enumerate(("Seal1", "Seal2")):
        box = (50 + place * 150, 50, 150 + place * 150, 150)
        fields.append_signature_field(writer, fields.SigFieldSpec(name, on_page=0, box=box))
    return _written(writer)


def signed(content, holder, field):
    target = BytesIO()
    meta = signers.PdfSignatureMetadata(
        field_name=field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    signer = signers.PdfSigner(meta, house()[holder].signer())
    writer = IncrementalPdfFileWriter(BytesIO(content))
    # In a thread of its own: a browser test may have left an event loop in this one.
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(signer.sign_pdf, writer, output=target, bytes_reserved=16384).result()
    return target.getvalue()


@cache
def one_seal():
    return signed(blank(), "centre", "Seal1")


@cache
def two_seals():
    return signed(one_seal(), "room", "Seal2")


def edited(content):
    """A page turned by an addition behind the last seal."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[generic.NameObject("/Rotate")] = generic.NumberObject(90)
    writer.update_container(page)
    return _written(writer)


def turned(content, place):
    """One bit changed."""
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def _written(writer):
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def bomb():
    """A few kilobytes that unpack to a gigabyte, where the catalogue should be."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * (1 << 24)) for _ in range(64)) + packer.flush()
    head = b"%PDF-1.7\n"
    stream = (
        b"1 0 obj\n<< /Type /XRef /Size 9 /W [1 2 1] /Root 2 0 R /Filter /FlateDecode /Length "
        + str(len(packed)).encode()
        + b" >>\nstream\n"
        + packed
        + b"\nendstream\nendobj\n"
    )
    return head + stream + b"startxref\n" + str(len(head)).encode() + b"\n%%EOF\n"
