"""What a user's type checker says to files in calls: run by mypy and pyright in `make check`, never executed."""

from pathlib import Path

from bitrix24 import Client, File

OFFER = File("offer.txt", b"Ten coffees")
PAGE = Path("offer.txt")


def with_a_name(b24: Client) -> None:
    b24.disk.folder.upload_file(id=8930, data={"NAME": "offer.txt"}, file_content=OFFER)
    b24.disk.folder.upload_file(id=8930, data={"NAME": "offer.txt"}, file_content=PAGE)
    b24.disk.folder.upload_file(id=8930, data={"NAME": "offer.txt"}, file_content=["offer.txt", "VGVu"])
    b24.catalog.product.add(fields={"iblockId": 23, "name": "Coffee", "previewPicture": OFFER, "detailPicture": PAGE})
    b24.catalog.product.update(id=1, fields={"previewPicture": {"remove": "Y"}})
    b24.crm.item.add(entity_type_id=3, fields={"photo": OFFER})
    b24.crm.item.add(entity_type_id=4, fields={"logo": PAGE})
    b24.user.add(email="a@example.com", uf_department=[1], personal_photo=OFFER)
    b24.mailservice.add(name="Mail", icon=OFFER)
    old = b24.crm.contact
    old.add(fields={"PHOTO": OFFER})  # pyright: ignore[reportDeprecated]  # its development has been halted
    old.add(fields={"PHOTO": {"fileData": ["a", "VGVu"]}})  # pyright: ignore[reportDeprecated]  # the same
    b24.catalog.product.add(fields={"iblockId": 23, "name": "Coffee", "property258": [OFFER, PAGE]})


def several(b24: Client) -> None:
    b24.crm.timeline.comment.update(id=1, fields={"COMMENT": "Look", "FILES": [OFFER, PAGE]})
    b24.log.blogpost.add(post_message="Look", files=[OFFER, PAGE])
    b24.log.blogpost.add(post_message="Look", files=[["offer.txt", "VGVu"], OFFER])
    b24.log.blogpost.update(post_id=1, files={"505": "del"})


def without_a_name(b24: Client) -> None:
    for content in (b"Ten coffees", bytearray(), PAGE, OFFER, "VGVu"):
        b24.telephony.external_call.attach_record(call_id="a", filename="a.mp3", file_content=content)
    with PAGE.open("rb") as file:
        b24.v3.note.file.add(document_id=1, file_name="a.txt", file_content=file)
    b24.im.chat.update_avatar(chat_id=1, avatar=PAGE)


def in_a_batch(b24: Client) -> None:
    with b24.batch() as batch:
        batch.disk.folder.upload_file(id=8930, file_content=OFFER)


def wrong_calls(b24: Client) -> None:
    # Each ignore names the one error that must be there; without the error the checkers report the ignore.
    upload = b24.disk.folder.upload_file
    upload(id=8930, file_content=b"no name")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    b24.log.blogpost.add(post_message="", files=OFFER)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
