"""A provider made by hand, that signs whatever it is told: for tokens that no real provider would give."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

AUDIENCE = "clusterplan"


class FakeProvider:
    """Its keys can change, it can fall silent, and it counts how often it was asked for its keys."""

    def __init__(self) -> None:
        self.key = new_key("one")
        self.silent = False
        self.asked = 0
        self.issuer = ""

    def published(self, path: str) -> Any:
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks"}
        self.asked += 1
        strange = [{"kty": "AKP", "kid": "new kind"}, {**new_key("box").as_dict(private=False), "use": "enc"}]
        return {"keys": [*strange, *KeySet([self.key]).as_dict(private=False)["keys"]]}

    def token(self, key: RSAKey | None = None, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """Return a signed token; claims that are None are left out."""
        signer = key or self.key
        said = {"iss": self.issuer, "aud": AUDIENCE, "sub": "lan", "exp": int(time.time()) + 600, **claims}
        kept = {name: value for name, value in said.items() if value is not None}
        algorithm = (header or {}).get("alg", "RS256")
        return jwt.encode({"alg": algorithm, "kid": signer.kid, **(header or {})}, kept, signer, algorithms=[algorithm])


def new_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name}, private=True)


@contextmanager
def fake_provider() -> Iterator[FakeProvider]:
    """Run a provider on a free port."""
    provider = FakeProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"{" if provider.silent else json.dumps(provider.published(self.path)).encode()
            self.send_response(503 if provider.silent else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    running = threading.Thread(target=server.serve_forever)
    running.start()
    try:
        yield provider
    finally:
        server.shutdown()
        running.join()
        server.server_close()
