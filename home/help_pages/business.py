"""Help pages about the business: terms, contact, about, reviews."""

from home.help_pages.page import HelpPage, shop_block, text

TERMS = HelpPage(
    slug="terms",
    title="Terms of sale",
    introduction="The contract between you and us, in plain words.",
    search_words="conditions contract legal law complaint complaints payment card price vat tax",
    blocks=(
        shop_block("trader", "Who sells"),
        text(
            """
            <h2>How the contract is made</h2>
            <p>You put goods in the cart, enter your details, see the total with delivery and every
            saving, and choose to pay. You can correct your entries at each step before that. Your
            order is an offer to buy. The contract is made when we confirm by email that your
            payment has arrived; the confirmation has the invoice attached. We keep a copy
            of your order, which you can read on the order's page. The contract is in English.</p>
            <h2>Prices and payment</h2>
            <p>Prices are in pounds and include VAT. Every price is shown with the cost of delivery,
            and there are no other fees. You pay when you order, on Stripe's page, with one of
            the payment methods shown there. We never see your card number. If a price changes
            while you are buying, we show you the old and the new total, and you decide.</p>
            <h2>If we cannot deliver</h2>
            <p>If your payment arrives so late that the goods were sold to somebody else, we refund
            it in full and tell you by email.</p>
            """
        ),
        shop_block("delivery_terms", "Delivery"),
        text(
            """
            <h2>Cancelling and faults</h2>
            <p>You may cancel within 14 days of delivery without a reason, and we have a legal duty
            to supply goods that are in conformity with the contract. The page
            <a href="/returns/">Returns and refunds</a> has the details, the time
            limits and a form that you may use.</p>
            <h2>Savings</h2>
            <p>The cart explains each saving. The first-order saving is given once, to a customer
            with an account and a confirmed email address.</p>
            <h2>Reviews</h2>
            <p>Only customers can review what they bought. See
            <a href="/reviews-policy/">how we check reviews</a>.</p>
            <h2>Complaints</h2>
            <p>Please tell us what went wrong, with the contact form, by email or by post at the
            address above. If we cannot settle a complaint, we tell you in writing which approved
            body for dispute resolution could help, and whether we take part. You can also go to
            court. <a href="https://www.citizensadvice.org.uk/consumer/">Citizens
            Advice</a> explains your rights.</p>
            <h2>Law</h2>
            <p>The law of England and Wales applies. If you live in Scotland or Northern Ireland,
            you keep the protection of its law and may go to its courts. Nothing here limits the
            rights that you have by law.</p>
            """
        ),
    ),
)

CONTACT = HelpPage(
    slug="contact",
    title="Contact us",
    introduction="Write to us about an order, a product or the shop. We answer by email.",
    search_words="email phone telephone address help support customer service message write talk",
    blocks=(
        shop_block("contact_form", "Send us a message"),
        shop_block("trader", "Who we are"),
    ),
)

ABOUT = HelpPage(
    slug="about",
    title="About us",
    introduction="A shop for car care, comfort, power and safety on British roads.",
    search_words="company who business vat number registered trader",
    blocks=(
        text(
            """
            <p>We sell accessories for cars: what keeps them clean, comfortable, powered and safe.
            We sell what is in stock.</p>
            <h2>True prices</h2>
            <p>Every price is shown with its delivery. A price is struck through only if you would
            otherwise pay it: the price of a bundle’s parts, bought separately. The cart explains
            each saving.</p>
            <h2>A shop that does not follow you</h2>
            <p>There are no advertising cookies and no tracking here. You can buy without an
            account, and every step works without JavaScript.</p>
            """
        ),
        shop_block("reasons", "What you can count on"),
        shop_block("trader", "Who we are"),
    ),
)

REVIEWS_POLICY = HelpPage(
    slug="reviews-policy",
    title="How we check reviews",
    introduction="Only people who bought a product here can review it, and we read each review.",
    search_words="review policy rating ratings stars fake genuine verified feedback moderation",
    blocks=(
        text(
            """
            <h2>Who can write a review</h2>
            <p>A review needs an account and a paid order of that product or bundle, or of a bundle
            that contains the product. Orders that were refunded in full do not count. The shop
            checks this itself, each time a review is sent. There is one review for each customer
            and product, and its author can change or delete it.</p>
            <h2>How we check reviews</h2>
            <p>A person reads every review before it is shown, and every change of one. Reviews are
            approved or rejected by their words, never by their stars: good and bad ones are
            treated alike. We reject a review only if it is insulting, unlawful, names private
            individuals, contains advertising, or is not about the product. Its author sees the
            reason and can write another.</p>
            <h2>What we do not do</h2>
            <p>We do not write, buy or order reviews, and give nothing in return for them. We do not
            hide bad ones, and do not show reviews of one product on another. Fake reviews,
            and reviews that conceal that they were paid for, are banned practices under the Digital
            Markets, Competition and Consumers Act 2024.</p>
            <h2>How stars are counted</h2>
            <p>The mean of the stars counts every approved review of a product once, whatever its
            age. A shop’s answer to a review is marked as such.</p>
            <h2>Tell us</h2>
            <p>If you think that a review is not genuine, tell us with the contact form. We look
            into it, and remove the review if you are right.</p>
            """
        ),
    ),
)
