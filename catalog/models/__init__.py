from catalog.models.catalogue_import import CatalogueImport, ImportState
from catalog.models.engine_update import EngineUpdate
from catalog.models.images import ShopImage, ShopRendition
from catalog.models.import_format import ImportFormat
from catalog.models.imported_product import ImportedProduct
from catalog.models.listed_offer import ListedOffer
from catalog.models.review import Rating, Review, ReviewState
from catalog.models.search_miss import SearchMiss
from catalog.models.search_synonyms import SynonymGroup
from catalog.models.shop_rules import ShopRules
from catalog.models.sku import Sku
from catalog.models.stock import Stock, StockMove
from catalog.models.stock_alert import StockAlert, StockAlertMail, StockAlertRecipient, StockLevel
from catalog.models.stock_entry import StockEntry
from catalog.models.stock_request import AnnouncedStock, StockRequest
from catalog.models.taxonomy import Category, ProductType, Subcategory, Tag
from catalog.pages.bundle_page import BundleIndexPage, BundlePage, ProductBundle
from catalog.pages.product_page import ProductIndexPage, ProductPage
from catalog.pages.product_picture import ProductPicture

__all__ = [
    "AnnouncedStock",
    "BundleIndexPage",
    "BundlePage",
    "CatalogueImport",
    "Category",
    "EngineUpdate",
    "ImportFormat",
    "ImportState",
    "ImportedProduct",
    "ListedOffer",
    "ProductBundle",
    "ProductIndexPage",
    "ProductPage",
    "ProductPicture",
    "ProductType",
    "Rating",
    "Review",
    "ReviewState",
    "SearchMiss",
    "ShopImage",
    "ShopRendition",
    "ShopRules",
    "Sku",
    "Stock",
    "StockAlert",
    "StockAlertMail",
    "StockAlertRecipient",
    "StockEntry",
    "StockLevel",
    "StockMove",
    "StockRequest",
    "Subcategory",
    "SynonymGroup",
    "Tag",
]
