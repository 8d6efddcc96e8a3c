"""A stocktake that is being scanned, one that is closed, and a roll of labels."""

from archive_office.custody.models import Cabinet
from dossiers.procedures.labelling import make_roll
from dossiers.procedures.stocktaking import close_stocktake, count_unknown, open_stocktake


def take_stock(story, centre, suffix):
    """One of everything that an address of the storeroom can name."""
    by, now = story.user(f"archivist{suffix}"), story.now
    boxes = centre.boxes.filter(shelf__isnull=False).select_related("shelf__cabinet__room")
    box = boxes.order_by("pk").first()
    counted = open_stocktake(box.shelf, by=by, now=now)
    count_unknown(counted, "XL-2019-0077", box, by=by, now=now)
    return {
        "counted": close_stocktake(counted, by=by, now=now),
        "stocktake": open_stocktake(Cabinet.objects.get(pk=box.shelf.cabinet_id), by=by, now=now),
        "roll": make_roll(centre, 2, by=by, now=now),
    }
