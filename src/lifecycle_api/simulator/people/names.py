"""Invented names and addresses, common enough to be nobody's."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = _words(
    "Ada Alan Amara Amir Ana Andre Anita Anton Aria Ben Bianca Bruno Carla Carmen Cedric Clara Colin Dalia Daniel "
    "Dario Diego Edith Elena Elias Emma Erik Esther Fatima Felix Fiona Gabriel Grace Greta Hana Hannah Hector Helen "
    "Hugo Ida Ines Iris Isaac Ivan Jamal Jana Joel Jonas Judith Julia Kai Karin Kofi Lara Leo Lena Lina Lucas Luis "
    "Maya Marco Marta Mei Mila Milan Mina Miriam Nadia Nico Nina Noah Nora Olga Omar Oscar Paula Pavel Petra Priya "
    "Rafael Rania Renata Rosa Ruben Sami Sara Selma Simon Sofia Stefan Tara Theo Tomas Uma Vera Victor Wanda Yara "
    "Yusuf Zoe"
)
FAMILY = _words(
    "Abbott Adeyemi Aguilar Alvarez Arnold Baker Banerjee Barnes Becker Bennett Bishop Bowman Brandt Brooks Cabrera "
    "Calloway Castillo Chandler Chen Cohen Conrad Cruz Dalton Delgado Desai Dixon Doyle Duarte Eaton Ellison Engel "
    "Estrada Farrow Fischer Fleming Fontaine Foster Fuentes Garza Gibson Goodwin Graves Haddad Hale Hansen Harmon "
    "Hassan Hayes Herrera Holt Hughes Ibarra Ingram Ito Jansen Jensen Kaplan Keller Khan Kim Klein Kovac Lambert "
    "Larsen Lindgren Lopez Lowe Malone Marsh Mbeki Mendez Meyer Molina Moreau Nash Navarro Nguyen Novak Okafor Olsen "
    "Ortega Osman Palmer Park Patel Pereira Petrov Quinn Ramos Reyes Rossi Rowe Salas Santos Schmidt Serrano Shah "
    "Silva Sloan Soto Stein Suarez Tanaka Torres Tran Underhill Vargas Vega Walsh Weber Whitaker Winslow Xu Yates "
    "York Zamora Zeller"
)
STREETS = _words(
    "Alder Aspen Birch Cedar Chestnut Clover Cypress Dogwood Elm Fern Hawthorn Hazel Hickory Ivy Juniper Laurel "
    "Linden Locust Magnolia Maple Mulberry Oak Olive Pine Poplar Rowan Sage Spruce Sycamore Walnut Willow"
)
STREET_KINDS = ("Street", "Avenue", "Lane", "Court", "Drive", "Road")
TRADES = ("Plumbing", "Landscaping", "Bakery", "Electric", "Roofing", "Catering", "Logistics")
EMAIL_DOMAINS = ("example.com", "example.org", "example.net")
AREA_CODES = _words(
    "312 317 219 224 260 309 331 574 618 630 708 765 773 812 815 847 872 930 217 463 205 214 216 234 248 "
    "256 270 281 303 313 316 319 321 330 334 337 352 360 385 404 405 407 414 417 419 423 425 432 440 469 "
    "478 480 484 501 502 503 504 505 507 508 509 512 513 515 520 530 540 541 551 559 561 563 567 571 573 "
    "580 585 586 601 602 603 605 606 607 608 610 612 614 615 616 620 623 626 636 641 646 650 651 657 660 "
    "661 662 667 678 681 682 701 702 703 704 706 707 712 713 714 715 716 717 719 720 724 727 731 732 734 "
    "737 740 743 747 754 757 760 762 763 769 770 772 775 779 781 785 786 801 802 803 804 805 806 808 810 "
    "813 814 816 817 818 828 830 831 832 843 845 848 850 854 856 857 858 859 860 862 863 864 865 870 878 "
    "901 903 904 906 907 908 909 910 912 913 914 915 916 918 919 920 925 928 931 934 936 937 938 940 941"
)
RESERVED_LINES = 100


def phone_digits(number: int) -> str:
    """Ten digits within 555-01xx of some area code. The first 20,000 are distinct; then the reserve is used up."""
    area = AREA_CODES[number // RESERVED_LINES % len(AREA_CODES)]
    return f"{area}55501{number * 37 % RESERVED_LINES:02d}"
