#!/usr/bin/python3
"""python3-caldav 0.11 (Debian) through a person's day: discovery, calendars, events, tasks, searches, sync, conflicts.

Env as for lib.sh: BASE_URL, USER, PASSWORD. Prints a line for each case, and the sums.
"""
import os
import re
import sys
import uuid
from datetime import datetime, timezone

import caldav
from caldav.elements import cdav, dav
from caldav.lib import error

ICS = {"Content-Type": 'text/calendar; charset="utf-8"'}
CALDAV = "urn:ietf:params:xml:ns:caldav"
ID = uuid.uuid4().hex[:8]
NAME, RENAMED = f"Termine {ID}", f"Größe & <Maß> {ID}"
CASES = []


def case(name):
    def keep(run):
        CASES.append((name, run))
        return run

    return keep


def connect(password=None):
    return caldav.DAVClient(os.environ["BASE_URL"], username=os.environ["USER"], password=password or os.environ["PASSWORD"], timeout=20)


def at(day, hour=0):
    return datetime(2027, 3, day, hour, tzinfo=timezone.utc)


def component(kind, uid, *lines):
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//calendars//compat//EN", f"BEGIN:{kind}", f"UID:{uid}-{ID}"]
    return "\r\n".join([*head, "DTSTAMP:20260101T000000Z", *lines, f"END:{kind}", "END:VCALENDAR", ""])


def event(uid, day, summary, *lines):
    return component("VEVENT", uid, f"DTSTART:202703{day:02}T100000Z", f"DTEND:202703{day:02}T110000Z", f"SUMMARY:{summary}", *lines)


def etag_of(found):
    return found.get_property(dav.GetEtag(), use_cached=False)


def request(method, url, body="", headers=None):
    """Past the library, which throws at most statuses and cannot send conditions, but with its connection and credentials."""
    return S.client.session.request(method, str(url), data=body.encode(), headers=headers or {}, auth=S.client.auth, timeout=20)


def put(url, text, **conditions):
    headers = {name.replace("_", "-"): value for name, value in conditions.items()}
    return request("PUT", url, text, {**ICS, **headers}).status_code


def report(url, body, depth="1"):
    return request("REPORT", url, body, {"Depth": depth, "Content-Type": "application/xml; charset=utf-8"})


def summaries(found):
    return sorted(str(each.icalendar_component["summary"]) for each in found)


def refused(run, *errors):
    try:
        run()
    except errors:
        return True
    return False


class S:
    """What one case leaves for the next."""


@case("a wrong password is refused")
def _():
    assert refused(lambda: connect("wrong").principal().get_properties([dav.DisplayName()]), error.AuthorizationError)


@case("OPTIONS: WebDAV")
def _():
    S.client = connect()
    assert S.client.check_dav_support()


@case("OPTIONS: calendar-access")
def _():
    assert S.client.check_cdav_support()


@case("OPTIONS: scheduling")
def _():
    assert S.client.check_scheduling_support()


@case("current-user-principal")
def _():
    S.principal = S.client.principal()


@case("calendar-home-set")
def _():
    S.home = S.principal.calendar_home_set
    assert str(S.home.url).startswith(os.environ["BASE_URL"])


@case("calendar-user-address-set has a mail address")
def _():
    assert any(each.startswith("mailto:") for each in S.principal.calendar_user_address_set())


@case("make a calendar")
def _():
    S.calendar = S.principal.make_calendar(name=NAME, cal_id=f"py-{ID}", supported_calendar_component_set=["VEVENT", "VTODO", "VJOURNAL"])


@case("a calendar that is there already is not made again")
def _():
    assert refused(lambda: S.principal.make_calendar(name="again", cal_id=f"py-{ID}"), error.DAVError)


@case("the calendar is in the home")
def _():
    assert S.calendar.url in [each.url for each in S.principal.calendars()]


@case("the calendar has its name")
def _():
    assert S.calendar.get_property(dav.DisplayName(), use_cached=False) == NAME


@case("the calendar has its components")
def _():
    assert {"VEVENT", "VTODO"} <= set(S.calendar.get_supported_components())


@case("rename the calendar, beyond ASCII and with markup")
def _():
    S.calendar.set_properties([dav.DisplayName(RENAMED)])
    assert S.calendar.get_property(dav.DisplayName(), use_cached=False) == RENAMED


@case("create an event")
def _():
    S.event = S.calendar.save_event(event("one", 1, "First"))


@case("read an event")
def _():
    S.event.load()
    assert summaries([S.event]) == ["First"]


@case("an event has an ETag")
def _():
    S.etag = etag_of(S.event)
    assert S.etag.startswith('"')


@case("the same ETag stays while nothing changes")
def _():
    assert etag_of(S.event) == S.etag


@case("update an event, and the ETag changes")
def _():
    S.event.data = event("one", 1, "First changed")
    S.event.save()
    S.event.load()
    assert summaries([S.event]) == ["First changed"] and etag_of(S.event) != S.etag


@case("update with the current ETag")
def _():
    S.stale, S.etag = S.etag, etag_of(S.event)
    assert put(S.event.url, event("one", 1, "First again"), If_Match=S.etag) in (200, 201, 204)


@case("conflict: update with a stale ETag is refused, and changes nothing")
def _():
    status = put(S.event.url, event("one", 1, "Lost"), If_Match=S.stale)
    assert status == 412, f"answered {status}"
    S.event.load()
    assert summaries([S.event]) == ["First again"]


@case("conflict: delete with a stale ETag is refused")
def _():
    assert request("DELETE", S.event.url, headers={"If-Match": S.stale}).status_code == 412
    S.event.load()


@case("conflict: If-None-Match * does not replace an event")
def _():
    assert put(S.event.url, event("one", 1, "Lost"), If_None_Match="*") == 412


@case("conflict: no_overwrite finds what is there")
def _():
    assert refused(lambda: S.calendar.save_event(event("one", 1, "Lost"), no_overwrite=True), error.ConsistencyError)


@case("conflict: no_create finds nothing")
def _():
    assert refused(lambda: S.calendar.save_event(event("never", 1, "Lost"), no_create=True), error.ConsistencyError)


@case("conflict: a second object with the same UID is refused")
def _():
    url = S.calendar.url.join("other-name.ics")
    status = put(url, event("one", 1, "Lost"), If_None_Match="*")
    request("DELETE", url)
    assert status in (403, 409), f"answered {status}"


@case("what is no calendar data is refused")
def _():
    status = put(S.calendar.url.join("broken.ics"), "no calendar at all")
    assert 400 <= status < 500, f"answered {status}"


@case("conditional GET: 304")
def _():
    status = request("GET", S.event.url, headers={"If-None-Match": etag_of(S.event)}).status_code
    assert status == 304, f"answered {status}"


@case("text beyond ASCII, with escapes, comes back")
def _():
    text = event("text", 2, "Zoë\\, Ж\\; 日本 \U0001F4C5")
    S.calendar.save_event(text)
    assert str(S.calendar.event_by_uid(f"text-{ID}").icalendar_component["summary"]) == "Zoë, Ж; 日本 \U0001F4C5"


@case("an event by its UID")
def _():
    assert S.calendar.event_by_uid(f"one-{ID}").url == S.event.url


@case("a recurring event")
def _():
    S.daily = S.calendar.save_event(event("daily", 10, "Daily", "RRULE:FREQ=DAILY;COUNT=5"))


@case("all events of the calendar")
def _():
    assert len(S.calendar.events()) == 3


@case("time range: what overlaps it")
def _():
    assert summaries(S.calendar.date_search(at(1), at(2), expand=False)) == ["First again"]


@case("time range: nothing outside of it")
def _():
    assert summaries(S.calendar.date_search(at(20), at(25), expand=False)) == []


@case("time range: an event that begins as the range ends is outside")
def _():
    assert summaries(S.calendar.date_search(at(1, 8), at(1, 10), expand=False)) == []


@case("time range: a later instance of a recurring event")
def _():
    assert summaries(S.calendar.date_search(at(13), at(14), expand=False)) == ["Daily"]


@case("time range with expand: each instance by itself")
def _():
    found = S.calendar.search(start=at(11), end=at(13), event=True, expand=True)
    assert summaries(found) == ["Daily", "Daily"], summaries(found)


@case("time range with expand by the server: no RRULE is left")
def _():
    body = f"""<c:calendar-query xmlns:d="DAV:" xmlns:c="{CALDAV}"><d:prop><c:calendar-data>
      <c:expand start="20270311T000000Z" end="20270313T000000Z"/></c:calendar-data></d:prop><c:filter><c:comp-filter name="VCALENDAR">
      <c:comp-filter name="VEVENT"><c:time-range start="20270311T000000Z" end="20270313T000000Z"/></c:comp-filter></c:comp-filter></c:filter>
      </c:calendar-query>"""
    text = report(S.calendar.url, body).text
    assert text.count("RECURRENCE-ID") == 2 and "RRULE" not in text


@case("text match")
def _():
    body = f"""<c:calendar-query xmlns:d="DAV:" xmlns:c="{CALDAV}"><d:prop><d:getetag/></d:prop><c:filter><c:comp-filter name="VCALENDAR">
      <c:comp-filter name="VEVENT"><c:prop-filter name="SUMMARY"><c:text-match>Daily</c:text-match></c:prop-filter></c:comp-filter>
      </c:comp-filter></c:filter></c:calendar-query>"""
    assert re.findall(r"[^/<>]+\.ics(?=</)", report(S.calendar.url, body).text) == [str(S.daily.url).rsplit("/", 1)[1]]


@case("create a task")
def _():
    S.todo = S.calendar.save_todo(component("VTODO", "todo", "DTSTART:20270301T090000Z", "DUE:20270305T090000Z", "SUMMARY:Task", "STATUS:NEEDS-ACTION"))


@case("open tasks")
def _():
    assert summaries(S.calendar.todos()) == ["Task"]


@case("complete a task")
def _():
    S.todo.complete()
    assert summaries(S.calendar.todos()) == []


@case("completed tasks")
def _():
    assert summaries(S.calendar.todos(include_completed=True)) == ["Task"]


@case("a journal entry")
def _():
    S.calendar.save_journal(component("VJOURNAL", "journal", "DTSTART;VALUE=DATE:20270301", "SUMMARY:Note"))
    assert summaries(S.calendar.journals()) == ["Note"]


@case("multiget")
def _():
    urls = [each.url for each in S.calendar.events()]
    assert len(S.calendar.calendar_multiget(urls)) == 3


@case("multiget: a missing object is 404 by itself")
def _():
    hrefs = "".join(f"<d:href>{path}</d:href>" for path in (S.event.url.path, S.calendar.url.join("missing.ics").path))
    answer = report(S.calendar.url, f'<c:calendar-multiget xmlns:d="DAV:" xmlns:c="{CALDAV}"><d:prop><d:getetag/></d:prop>{hrefs}</c:calendar-multiget>')
    assert answer.status_code == 207 and "missing.ics" in answer.text and " 404 " in answer.text and " 200 " in answer.text


@case("sync: everything at first")
def _():
    S.sync = S.calendar.objects_by_sync_token(load_objects=True)
    assert S.sync.sync_token and len(list(S.sync)) == 5, len(list(S.sync))


@case("sync: nothing when nothing has changed")
def _():
    updated, deleted = S.sync.sync()
    assert (len(updated), len(deleted)) == (0, 0)


@case("sync: new, changed and deleted objects, and only those")
def _():
    S.calendar.save_event(event("new", 4, "New"))
    S.event.data = event("one", 1, "For the sync")
    S.event.save()
    S.calendar.event_by_uid(f"text-{ID}").delete()
    updated, deleted = S.sync.sync()
    assert (summaries(updated), len(deleted)) == (["For the sync", "New"], 1), (summaries(updated), len(deleted))


@case("sync: a token that was never given out is refused")
def _():
    body = '<d:sync-collection xmlns:d="DAV:"><d:sync-token>data:,1-never</d:sync-token><d:sync-level>1</d:sync-level><d:prop/></d:sync-collection>'
    answer = report(S.calendar.url, body)
    assert answer.status_code in (403, 409) and "valid-sync-token" in answer.text, f"answered {answer.status_code}"


@case("free-busy of a calendar")
def _():
    S.busy = S.calendar.freebusy_request(at(10), at(12))
    assert "VFREEBUSY" in S.busy.data and "20270310T100000Z" in S.busy.data


@case("free-busy by the scheduling outbox")
def _():
    answer = S.principal.freebusy_request(at(1), at(2), [S.principal])
    assert answer


@case("a second session sees the same")
def _():
    other = connect().principal().calendar(cal_id=f"py-{ID}")
    assert summaries(other.events()) == summaries(S.calendar.events())


@case("delete an event with its current ETag")
def _():
    found = S.calendar.event_by_uid(f"new-{ID}")
    assert request("DELETE", found.url, headers={"If-Match": etag_of(found)}).status_code in (200, 204)


@case("a deleted event is gone")
def _():
    S.event.delete()
    assert refused(S.event.load, error.NotFoundError)
    assert S.event.url not in [each.url for each in S.calendar.events()]


@case("delete the calendar")
def _():
    S.calendar.delete()
    assert S.calendar.url not in [each.url for each in S.principal.calendars()]


def problem_of(run):
    try:
        run()
    except Exception as problem:  # pylint: disable=broad-except -- whatever the library throws, the case has failed
        lines = str(problem).strip().splitlines()
        return f"{type(problem).__name__} {lines[0] if lines else ''}".strip()[:200]
    return None


def main():
    failed = 0
    for name, run in CASES:
        problem = problem_of(run)
        failed += problem is not None
        print(f"ok   - {name}" if problem is None else f"FAIL - {name} | {problem}")
    print(f"{len(CASES) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
