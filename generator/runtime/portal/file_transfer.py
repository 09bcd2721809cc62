"""Files that come and go outside of calls: `/rest/upload.json` and `/rest/download.json`."""

from __future__ import annotations

import time

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from .errors import Refused
from .inside import Inside
from .time_info import time_of


def transfer_routes(inside: Inside) -> list[Route]:
    async def upload(request: Request) -> Response:
        """A form with the file in its field `file`; the answer is that of disk.folder.uploadFile."""
        started = time.time()
        token, origin = request.query_params.get("token", ""), str(request.base_url).rstrip("/")
        async with request.form() as form:
            file = form.get("file")
            try:
                if not isinstance(file, UploadFile) or not file.filename:
                    raise Refused("ERROR_ARGUMENT", "Invalid value of parameter {file}")
                result = inside.drive.receive(token, file.filename, await file.read(), origin)
            except Refused as refused:
                content = {"error": refused.code, "error_description": refused.message, "time": time_of(started)}
                return JSONResponse(content, refused.status)
        return JSONResponse({"result": result, "time": time_of(started)})

    async def download(request: Request) -> Response:
        file = inside.drive.behind(request.query_params.get("token", ""))
        if file is None:
            return PlainTextResponse("There is no such file", 404)
        return Response(file.content, media_type="application/octet-stream")

    return [Route("/rest/upload.json", upload, methods=["POST"]), Route("/rest/download.json", download)]
