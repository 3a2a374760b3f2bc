"""Help pages about a purchase: delivery, returns, recycling."""

from home.help_pages.page import HelpPage, questions, shop_block, text

DELIVERY = HelpPage(
    slug="delivery",
    title="Delivery",
    introduction="What delivery costs, how long it takes, and where we deliver.",
    search_words="shipping postage courier cost free price times days dispatch tracking area "
    "post order parcel late",
    blocks=(
        shop_block("delivery_terms", "Price, time and area"),
        questions(
            "Questions about delivery",
            (
                "How do I know what my order costs with delivery?",
                "Every price in the shop is shown together with its delivery. The cart shows the "
                "total of all your goods, before you enter any details.",
            ),
            (
                "Where is my order?",
                "We send you an email when your order leaves. If the carrier gives a tracking "
                "number, the email and the page of your order have a link to it. Without an "
                "account you find your order with “Find an order”, at the foot of every page.",
            ),
            (
                "What if it does not arrive?",
                "The goods are at our risk until you have them. If they do not arrive within the "
                "promised time, tell us. You can give us a reasonable further period; if they "
                "do not arrive by then either, you may end the contract, and we refund everything "
                "that you paid without undue delay.",
            ),
            (
                "What if I am not at home?",
                "The carrier leaves a note, and tries again or keeps the parcel for you.",
            ),
        ),
    ),
)

RETURNS = HelpPage(
    slug="returns",
    title="Returns and refunds",
    introduction="You may cancel within 14 days without a reason, and we pay for the return of "
    "faulty goods.",
    search_words="return refund cancel cancellation withdraw money back faulty broken damaged "
    "exchange wrong guarantee warranty send right order goods policy",
    blocks=(
        text(
            """
            <ul>
            <li>You have 14 days to change your mind; then you pay the postage of the return.</li>
            <li>Faulty or wrong goods go back at our cost.</li>
            <li>We refund within 14 days of getting the goods back.</li>
            </ul>
            <p><a href="/checkout/find/">Find your order and start a return</a>, or
            <a href="/contact/">send us a message</a>.</p>
            <h2>You changed your mind</h2>
            <p>You have the right to cancel your order within 14 days without giving any reason.
            The time ends 14 days after the day on which you, or a person whom you name other than
            the carrier, get the goods; if an order arrives in several parcels, after the day on
            which you get the last one. You can also cancel before we send the goods.</p>
            <h3>How to cancel</h3>
            <p>Tell us in a clear statement, before the time ends. Open the
            <a href="/checkout/find/">page of your order</a> and choose “Cancel or return”, send us
            a message with the <a href="/contact/">contact form</a>, or write to us by email or by
            post. You may use the form below, but you do not have to. If you
            cancel on the page of your order, we confirm it by email.</p>
            <h3>Send the goods back</h3>
            <p>Send the goods to our address, which is at the foot of every page, within 14 days
            of the day on which you tell us. You pay the postage of goods that you send back
            because you changed your mind. Please put the number of your order in the parcel.</p>
            <h3>What we refund</h3>
            <p>We refund what you paid, including the standard delivery. We refund within 14 days
            of the day on which we get the goods back, or on which you show us that you sent them,
            if that is earlier. If we have not sent the goods yet, we refund within 14 days of the
            day on which you cancel. The refund goes to the card or account that you paid with,
            and costs you nothing.</p>
            <p>We may deduct an amount if the goods lost value because you handled them more than
            you could in a shop. If you return only part of an order, we refund what you paid for
            that part, after its savings.</p>
            <h3>What you cannot send back</h3>
            <p>Sealed goods that are not suitable for return for reasons of health or hygiene,
            once you have unsealed them, and goods that were mixed inseparably with others after
            delivery.</p>
            <h2>Something is wrong with the goods</h2>
            <p>Goods must be as described, fit for purpose and of satisfactory quality (Consumer
            Rights Act 2015). If they are not:</p>
            <ul>
            <li>within 30 days of the day on which you get them, you may reject them and get all
            your money back;</li>
            <li>after that, you may ask us to repair or replace them. If that does not work, you
            may keep them at a lower price, or reject them for a refund;</li>
            <li>in the first six months, a fault counts as having been there from the start, unless
            we prove otherwise. You may claim for up to six years, in Scotland five.</li>
            </ul>
            <p>We pay the return postage for faulty or wrong goods. These rights are yours by law,
            and nothing on this page limits them.</p>
            """
        ),
        shop_block("cancellation_form", "Model cancellation form"),
    ),
)

RECYCLING = HelpPage(
    slug="recycling",
    title="Recycling electricals and batteries",
    introduction="We take back your old electrical item or battery when you buy a new one.",
    search_words="weee waste battery electrical take back takeback bin dispose disposal recycle",
    blocks=(
        text(
            """
            <h2>Electrical and electronic items</h2>
            <p>Electricals do not belong in the household bin: the crossed-out wheeled bin on an
            item says so. They contain materials that can be recycled, and some that harm people
            and nature if they are thrown away.</p>
            <p>If you buy an electrical item from us, we take back an old one of the same kind, one
            for one and free of charge, whatever its brand. Tell us with the contact form, within
            28 days of your delivery and with the number of your order. We answer with how to hand
            it over, which costs you nothing.</p>
            <h2>Batteries</h2>
            <p>We take back used portable batteries of the kinds that we sell, free of charge, also
            if you buy nothing. Car batteries and jump packs can be handed to us when you buy a new
            one. Please tape over the contacts of lithium batteries, never put damaged ones in the
            post, and ask us first.</p>
            <h2>Near you</h2>
            <p>Your council’s recycling centre takes electricals and batteries free of charge, and
            many supermarkets have boxes for batteries. You find the nearest at
            <a href="https://www.recycleyourelectricals.org.uk/">recycleyourelectricals.org.uk</a>.
            </p>
            <h2>Use it again</h2>
            <p>What still works may help somebody else: charities and reuse centres take it.</p>
            <h2>Oil, coolant and aerosols</h2>
            <p>Take used oil, coolant and full aerosols to a recycling centre. Never pour them into
            a drain.</p>
            """
        ),
    ),
)
