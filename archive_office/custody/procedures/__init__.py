"""What is done in the rooms: laying them out, and looking after them."""

from archive_office.custody.procedures.furnishing import add_boxes, open_room, set_up_cabinet

__all__ = ["add_boxes", "open_room", "set_up_cabinet"]
