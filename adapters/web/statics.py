"""The page's own files: style, scripts and icon, under an address that changes with them."""

import hashlib
import mimetypes
from pathlib import Path

from aiohttp import web

_FOLDER = Path(__file__).parent / "static"
_FOREVER = "public, max-age=31536000, immutable"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Statics:
    """Every file, read once. `version` is a fingerprint of all of them together, so that modules
    may import each other by relative address.
    """

    def __init__(self) -> None:
        """Reads the folder."""
        paths = sorted(p for p in _FOLDER.rglob("*") if p.is_file())
        self._files = {p.relative_to(_FOLDER).as_posix(): p.read_bytes() for p in paths}
        whole = hashlib.sha256()
        for name, body in self._files.items():
            whole.update(name.encode() + b"\0" + hashlib.sha256(body).digest())
        self.version = whole.hexdigest()[:12]

    def address(self, name: str) -> str:
        """Where a browser finds the file. Raises KeyError when there is none."""
        self._files[name]
        return f"/static/{self.version}/{name}"

    async def serve(self, request: web.Request) -> web.Response:
        """The file. A page of an older version gets the new file, to be asked for again."""
        name = request.match_info["name"]
        body = self._files.get(name)
        if body is None:
            raise web.HTTPNotFound
        current = request.match_info["version"] == self.version
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"ETag": etag, "Cache-Control": _FOREVER if current else "no-cache"}
        if etag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        suffix = Path(name).suffix
        kind = _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
        charset = "utf-8" if kind.startswith("text/") else None
        return web.Response(body=body, content_type=kind, charset=charset, headers=headers)
