"""Postal addresses, as a customer types them."""

HOME = {
    "name": "Sam Shopper",
    "line1": "1 High Street",
    "line2": "",
    "city": "Leeds",
    "postcode": "ls1 4ap",
}


WORK = HOME | {"line1": "2 Mill Lane", "postcode": "LS2 7EE"}
