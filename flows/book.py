"""All conversations together."""

from flows import paths
from flows.complaint import complaint
from flows.consent import consent
from flows.detour import detour
from flows.emergency import emergency
from flows.family import family, news, safe, seek
from flows.info import info
from flows.listen import listen
from flows.mydata import again, hours, mydata, plan, profile
from flows.other import other, other_assault
from flows.person import about_us, person
from flows.script import script
from flows.taken import poison, poison_of_another
from flows.welcome import welcome

BOOK = script(
    welcome,
    emergency,
    other,
    other_assault,
    *paths.OWN,
    poison,
    poison_of_another,
    complaint,
    family,
    seek,
    safe,
    news,
    listen,
    info,
    mydata,
    again,
    profile,
    hours,
    plan,
    person,
    about_us,
    detour,
    consent,
)
