"""Tasks about images."""

from catalog.images.files import has_files, make_files
from catalog.models import ShopImage
from jobs.queues import Queue
from jobs.tasks import shop_task


@shop_task(Queue.PICTURES)
def make_files_of_image(image_pk: int) -> None:
    """Make the files in which pages show an image. A damaged original is logged."""
    image = ShopImage.objects.filter(pk=image_pk).first()
    if image is None or has_files(image):
        return
    try:
        make_files(image)
    except Exception as error:  # noqa: BLE001 (storages and libraries raise any exception)
        image.log_broken(error)
