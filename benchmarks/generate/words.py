"""The vocabulary of the made-up portfolio: names, shares and phrases."""

PLACES = (
    # country, time zone, share
    ("US", "America/New_York", 0.25),
    ("US", "America/Los_Angeles", 0.15),
    ("GB", "Europe/London", 0.20),
    ("DE", "Europe/Berlin", 0.15),
    ("FR", "Europe/Paris", 0.10),
    ("PL", "Europe/Warsaw", 0.10),
    ("AU", "Australia/Sydney", 0.05),
)
TRADES = ("Freight", "Dental", "Books", "Foods", "Legal", "Travel", "Energy", "Clinics", "Homes")
SEGMENTS = ("retail", "logistics", "health", "finance", "public")
LEADS = tuple(
    f"{first} {last}"
    for first in ("Ana", "Boris", "Chloé", "Dmitri", "Eva")
    for last in ("Novak", "Okafor", "Lindqvist", "Moreau", "Sato")
)
FIRST_NAMES = (
    "Alice",
    "Bruno",
    "Carla",
    "David",
    "Elena",
    "Farid",
    "Greta",
    "Hugo",
    "Inês",
    "Jonas",
    "Kira",
    "Liam",
    "Mona",
    "Nils",
    "Olga",
    "Pavel",
    "Rosa",
    "Sven",
)
LAST_NAMES = (
    "Adams",
    "Bauer",
    "Costa",
    "Dubois",
    "Evans",
    "Fischer",
    "García",
    "Haddad",
    "Ivanov",
    "Jensen",
    "Kowalski",
    "Larsen",
    "Meyer",
    "Nguyen",
    "Owens",
    "Petit",
)
ROLES = ("decision-maker", "product owner", "finance", "operations", "marketing")

DIRECTIONS = {"out": 0.45, "in": 0.45, "both": 0.10}
TOPICS = {
    "status": 0.21,
    "technical": 0.14,
    "casual": 0.06,
    "planning": 0.16,
    "support": 0.18,
    "other": 0.10,
    None: 0.15,
}
WRITTEN = {"email": 0.60, "chat": 0.35, "ticket": 0.05}
SPOKEN = {"call": 0.65, "meeting": 0.35}

DEEDS = (
    "Asked about",
    "Sent the draft of",
    "Confirmed",
    "Chased",
    "Walked through",
    "Agreed on",
    "Shared figures for",
    "Explained",
    "Postponed",
    "Signed off",
    "Reported a fault in",
    "Thanked for",
)
THINGS = (
    "the invoice export",
    "the login page",
    "checkout",
    "stock levels, again",
    "the new search",
    "data migration",
    "the release plan",
    "hosting costs",
    "the app icon",
    "the price list",
    "user roles",
    "the landing page",
    "the March report",
)
WORK = (
    "Invoice export",
    "Login page",
    "Checkout",
    "Stock sync",
    "Search",
    "Migration",
    "Release",
    "Hosting",
    "Icon set",
    "Price list",
    "Roles",
    "Landing page",
)
NOTES = (
    "went as planned",
    "short of time, second half moved",
    "good questions",
    "to be repeated",
    "sound was poor",
)
COMMENTS = (
    "All fine",
    "Quick answers, thank you",
    "We waited too long",
    "Clearer plans, please",
    "Great demo",
    "Too many questions",
)
QUESTIONS = ("How was this week?", "Are we on track?", "Would you recommend us?")
