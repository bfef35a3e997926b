"""The key by which push services know this installation: made on first use, and kept with everything else."""

import base64

from accounts.notifications.models import PushKey

KEY_BYTES = 32


def private_key() -> str:
    """Return the private key in base64url without padding, 32 bytes."""
    key = PushKey.objects.first()
    if key is None:
        PushKey.objects.bulk_create([PushKey(private_key=_new_key())], ignore_conflicts=True)
        key = PushKey.objects.get()  # of two processes that made one, the first
    return key.private_key


def public_key() -> str:
    """Return the public key, as browsers take it to subscribe, in base64url without padding: 65 bytes."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    number = int.from_bytes(_decode(private_key()), "big")
    key = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    return _encode(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _new_key() -> str:
    from cryptography.hazmat.primitives.asymmetric import ec

    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _encode(number.to_bytes(KEY_BYTES, "big"))


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
