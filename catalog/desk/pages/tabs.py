"""Tabs of the product and bundle forms."""

from django.forms import Textarea
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
)
from wagtail.admin.panels.comment_panel import CommentPanel

from catalog.desk.pages.kept_forms import TabsWithKeptForm
from catalog.desk.pages.panels import (
    BundleFiguresPanel,
    ChecksPanel,
    PicturePanel,
    PricePanel,
    StockPanel,
)
from catalog.desk.pages.taxonomy_widgets import SubcategoryChooser, TagPicker
from catalog.desk.parts.parts_panel import PartsPanel
from catalog.desk.pictures.panels import DrawPicturePanel, UploadPicturesPanel
from catalog.models import BundlePage, ProductPage
from catalog.pages.product_picture import MAX_PICTURES
from catalog.pages.rights.content_only_forms import TitlePanel


def connect() -> None:
    """Set the edit handlers. The models cannot, because the panels are in a higher layer."""
    ProductPage.edit_handler = product_tabs()
    BundlePage.edit_handler = bundle_tabs()


def product_tabs() -> TabsWithKeptForm:
    return TabsWithKeptForm(
        [
            ObjectList([*_texts(), *_picture(), *_more_pictures()], heading="Content"),
            _details(),
            ObjectList(
                [
                    FieldPanel("sku"),
                    FieldPanel("product_code"),
                    MultiFieldPanel([FieldPanel("variant"), FieldPanel("family")], "Variants"),
                    FieldPanel("tier"),
                    FieldPanel("product_type"),
                    MultiFieldPanel(
                        [
                            FieldPanel("category"),
                            FieldPanel("subcategory", widget=SubcategoryChooser),
                        ],
                        "Section",
                        help_text="Choose a subcategory of the category above.",
                    ),
                    FieldPanel("tags", widget=TagPicker),
                ],
                heading="Catalogue",
            ),
            ObjectList(
                [
                    FieldPanel("price_pence"),
                    MultiFieldPanel(
                        [FieldRowPanel([FieldPanel("net_amount"), FieldPanel("net_measure")])],
                        "Net quantity",
                    ),
                    PricePanel(heading="What shoppers pay"),
                    StockPanel(heading="Stock"),
                ],
                heading="Price",
            ),
            _promote(_lines("related_skus")),
            _settings(),
        ]
    )


def _details() -> ObjectList:
    sides = [FieldPanel("length_mm"), FieldPanel("width_mm"), FieldPanel("height_mm")]
    safety = [
        FieldPanel("signal_word"),
        _lines("hazard_statements"),
        FieldPanel("minimum_age"),
    ]
    return ObjectList(
        [
            FieldPanel("specification"),
            MultiFieldPanel(
                [FieldRowPanel(sides), FieldPanel("weight_g")],
                "Dimensions and weight",
                help_text="Whole millimetres: all three sides, or none.",
            ),
            _lines("box_contents"),
            _lines("instructions", rows=6),
            MultiFieldPanel(safety, "Safety"),
        ],
        heading="Details",
    )


def _lines(name: str, *, rows: int = 4) -> FieldPanel:
    """Return the panel of a field with one item a line."""
    return FieldPanel(name, widget=Textarea(attrs={"rows": rows}))


def _more_pictures() -> list[Panel]:
    gallery = InlinePanel(
        "more_pictures",
        heading="Further pictures",
        label="picture",
        max_num=MAX_PICTURES,
        help_text="Shown beside the picture, in this order.",
    )
    return [gallery, UploadPicturesPanel()]


def bundle_tabs() -> TabsWithKeptForm:
    return TabsWithKeptForm(
        [
            ObjectList([*_texts(), *_picture(has_drawing=False)], heading="Content"),
            ObjectList(
                [
                    FieldPanel("sku"),
                    FieldPanel("bundle_type"),
                    HelpPanel(
                        "A bundle needs at least three different products, each once. They may "
                        "be of different categories. A Pro bundle needs at least one Pro product.",
                        heading="Rules",
                    ),
                    BundleFiguresPanel(heading="Price and stock", classname="desk-stays"),
                    PartsPanel(),
                ],
                heading="Catalogue",
            ),
            ObjectList(
                [
                    FieldPanel("discount_percentage"),
                    BundleFiguresPanel(heading="What shoppers pay"),
                ],
                heading="Price",
            ),
            _promote(),
            _settings(),
        ]
    )


def _texts() -> list:
    return [
        ChecksPanel(heading="Checks"),
        TitlePanel("title", help_text="“Product – Variant”, such as “Glass Cleaner – 500 ml”."),
        FieldPanel("description"),
        _lines("highlights"),
        FieldPanel("body", help_text="Shown below the price."),
        FieldPanel("questions"),
    ]


def _picture(*, has_drawing: bool = True) -> list:
    drawing = [FieldPanel("image_type")] if has_drawing else []
    image = [FieldPanel("image"), DrawPicturePanel(), FieldPanel("image_ready")]
    fields = [PicturePanel(), *image, *drawing]
    return [MultiFieldPanel(fields, "Picture")]


def _promote(*more: FieldPanel) -> ObjectList:
    return ObjectList(
        [
            FieldPanel("featured"),
            *more,
            MultiFieldPanel(
                [
                    FieldPanel("seo_title"),
                    FieldPanel("search_description"),
                ],
                "For search engines",
            ),
        ],
        heading="Promote",
    )


def _settings() -> ObjectList:
    slug = FieldPanel("slug", help_text="Part of the page's URL. Old URLs are redirected.")
    return ObjectList([slug, PublishingPanel(), CommentPanel()], heading="Settings")
