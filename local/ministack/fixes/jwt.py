"""JWT authorizers of HTTP APIs: RSA signatures without a package, and tokens that never expire.

* MiniStack verifies with the package cryptography, and takes no token at all without it.
* AWS takes RSA-based algorithms alone, by the token's header; MiniStack reads every signature as
  RS256. A token without `exp` is refused.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable

from ministack.services import apigateway

from .guard import replaces, require

require(callable(getattr(apigateway, "_b64url_decode", None)), "how parts of a token are decoded")

# ASN.1 of DigestInfo before the hash (RFC 8017, section 9.2).
_ALGORITHMS = {
    "RS256": ("sha256", bytes.fromhex("3031300d060960864801650304020105000420")),
    "RS384": ("sha384", bytes.fromhex("3041300d060960864801650304020205000430")),
    "RS512": ("sha512", bytes.fromhex("3051300d060960864801650304020305000440")),
}
_LEAST_BITS = 2048


@replaces(apigateway, "_verify_rs256_signature", "token jwk")
def _verify(original: Callable, token: str, jwk: dict) -> bool:
    """RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2.2)."""
    try:
        header, claims, signature = token.split(".")
        named = _ALGORITHMS.get(json.loads(apigateway._b64url_decode(header)).get("alg"))
        modulus, exponent = (_number(jwk[name]) for name in ("n", "e"))
        signed = apigateway._b64url_decode(signature)
    except (KeyError, ValueError):
        return False
    length = -(-modulus.bit_length() // 8)
    if named is None or modulus.bit_length() < _LEAST_BITS or len(signed) != length:
        return False
    algorithm, prefix = named
    digest = prefix + hashlib.new(algorithm, f"{header}.{claims}".encode()).digest()
    padded = b"\x00\x01" + b"\xff" * (length - len(digest) - 3) + b"\x00" + digest
    found = pow(int.from_bytes(signed, "big"), exponent, modulus).to_bytes(length, "big")
    return hmac.compare_digest(found, padded)


@replaces(apigateway, "_validate_jwt_authorizer", "route authorizer headers query_params")
async def _validate(original: Callable, route, authorizer, headers, query_params) -> tuple:
    claims, scopes, refused = await original(route, authorizer, headers, query_params)
    if refused is None and not isinstance(claims.get("exp"), int):
        return None, None, apigateway._jwt_unauthorized()
    return claims, scopes, refused


def _number(text: str) -> int:
    return int.from_bytes(apigateway._b64url_decode(text), "big")
