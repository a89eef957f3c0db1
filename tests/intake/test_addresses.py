"""Where webhooks may go: each spelling and each range that leads inside is refused."""

from ipaddress import IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odr_intake.domain.unsendable import (
    UrlHostNotAllowed,
    UrlMalformed,
    UrlNotAllowed,
    UrlNotHttps,
    UrlPortNotAllowed,
)
from odr_intake.webhooks.addresses import is_loopback, is_public, vet_addresses, vet_url

INSIDE = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.254"),  # noqa: S104
    *("127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255"),
    *("192.0.0.1", "192.0.0.8", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.1.1"),
    *("198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1"),
    *("240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::7f00:1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8"),
    *("64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "100::1", "2001::1"),
    *("2001:0:7f00:1::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::"),
    *(
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
    ),
    *("fec0::1", "ff02::1", "ff0e::1", "4000::1", "8000::1"),
]
OUTSIDE = [
    *("1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0"),
    *("126.255.255.255", "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0"),
    *("192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0"),
    *("223.255.255.255", "2001:200::1", "2606:4700::1111", "2a00:1450::1", "2003::1"),
]


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_that_are_not_the_same_machine_to_everybody(address) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_addresses_that_are(address) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_no_address_is_public_that_python_calls_private(address) -> None:
    assert not (is_public(address) and (address.is_private or address.is_multicast))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_an_ipv6_one_is_never_public(address) -> None:
    number = int(address)
    for around in ("::", "::ffff:0:0", "64:ff9b::", "2001::"):
        assert not is_public(IPv6Address(int(IPv6Address(around)) | number))
    assert not is_public(IPv6Address(0x2002 << 112 | number << 80))


MALFORMED = {
    "nothing": "",
    "no scheme": "shop.example/hook",
    "file": "file:///etc/passwd",
    "gopher": "gopher://shop.example/",
    "upper-case scheme of another kind": "FTP://shop.example/",
    "no slashes": "https:shop.example",
    "one slash": "https:/shop.example",
    "three slashes": "https:///shop.example",
    "no host": "https://",
    "user": "https://user@shop.example/",
    "user and password": "https://u:p@shop.example/",
    "host behind an at sign": "https://shop.example@10.0.0.1/",
    "backslash and at sign": "https://shop.example\\@10.0.0.1/",
    "fragment": "https://shop.example/#x",
    "host behind a fragment": "https://shop.example#@10.0.0.1/",
    "backslash in the path": "https://shop.example\\x",
    "encoded host": "https://shop%2eexample/",
    "encoded NUL": "https://shop.example/%00",
    "encoded line feed": "https://shop.example/%0aX: y",
    "encoded delete": "https://shop.example/?a=%7F",
    "NUL": "https://shop.example/\0",
    "line feed": "https://shop.example/\n",
    "line feed at the end": "https://shop.example\n",
    "tab in the scheme": "ht\ttps://shop.example/",
    "space before": " https://shop.example/",
    "space within": "https://shop.example/a b",
    "international name": "https://m\xfcller.example/",
    "enclosed letters": "https://\u24dbocalhost/",
    "full-width dot": "https://127\u30020.0.1/",
    "international path": "https://shop.example/\u4e2d",
    "zone": "https://[fe80::1%25eth0]/",
    "named port": "https://shop.example:https/",
    "empty port": "https://shop.example:/",
    "negative port": "https://shop.example:-1/",
    "endless port": "https://shop.example:000443443/",
    "unclosed bracket": "https://[::1/",
    "too long": "https://shop.example/" + "a" * 2048,
}
HOSTS = {
    "loopback": "https://127.0.0.1/",
    "loopback, short": "https://127.1/",
    "loopback, hexadecimal": "https://0x7f.1/",
    "loopback, one number": "https://2130706433/",
    "loopback, one hexadecimal number": "https://0x7f000001/",
    "loopback, octal": "https://0177.0.0.1/",
    "loopback, with zeros": "https://127.000.000.001/",
    "too large a number": "https://256.1.1.1/",
    "five numbers": "https://1.2.3.4.5/",
    "ends in a number": "https://shop.1/",
    "ends in a hexadecimal number": "https://shop.0x1/",
    "unspecified": "https://0.0.0.0/",
    "private": "https://10.1.2.3/",
    "carrier's": "https://100.64.0.1/",
    "metadata": "https://169.254.169.254/latest/meta-data/",
    "multicast": "https://224.0.0.1/",
    "loopback v6": "https://[::1]/",
    "mapped": "https://[::ffff:127.0.0.1]/",
    "mapped, in hexadecimal": "https://[::ffff:7f00:1]/",
    "NAT64": "https://[64:ff9b::7f00:1]/",
    "6to4": "https://[2002:7f00:1::]/",
    "unique local": "https://[fd00::1]/",
    "link-local": "https://[fe80::1]/",
    "no IPv6 address": "https://[:::1]/",
    "IPv4 in brackets": "https://[127.0.0.1]/",
    "localhost": "https://localhost/",
    "LOCALHOST": "https://LOCALHOST/",
    "below localhost": "https://shop.localhost/",
    "trailing dot": "https://shop.example./",
    "localhost with a trailing dot": "https://localhost./",
    "one label": "https://intranet/",
    "internal": "https://metadata.google.internal/",
    "local": "https://printer.local/",
    "home.arpa": "https://router.home.arpa/",
    "onion": "https://abc.onion/",
    "empty label": "https://shop..example/",
    "leading dot": "https://.example/",
    "hyphen first": "https://-shop.example/",
    "long label": f"https://{'a' * 64}.example/",
    "long name": f"https://{'a.' * 127}example/",
}
PORTS = {
    "ssh": "https://shop.example:22/",
    "http": "https://shop.example:80/",
    "Postgres": "https://shop.example:5432/",
    "Redis": "https://shop.example:6379/",
    "none": "https://shop.example:0/",
    "beyond": "https://shop.example:65979/",  # 443 in sixteen bits
}


@pytest.mark.parametrize("mode", ["live", "test"])
@pytest.mark.parametrize("url", MALFORMED.values(), ids=MALFORMED)
def test_urls_that_two_parsers_could_read_in_two_ways(url, mode) -> None:
    with pytest.raises(UrlMalformed) as refused:
        vet_url(url, mode, local=True)
    assert refused.value.pointer == "/url"


@pytest.mark.parametrize("url", HOSTS.values(), ids=HOSTS)
def test_hosts_that_are_not_public(url) -> None:
    with pytest.raises(UrlHostNotAllowed):
        vet_url(url, "live", local=True)


@pytest.mark.parametrize("mode", ["live", "test"])
@pytest.mark.parametrize("url", PORTS.values(), ids=PORTS)
def test_ports_where_no_receiver_listens(url, mode) -> None:
    with pytest.raises(UrlPortNotAllowed):
        vet_url(url, mode, local=True)


@pytest.mark.parametrize("mode", ["live", "test"])
@pytest.mark.parametrize("host", ["shop.example", "8.8.8.8", "[2606:4700::1111]"])
def test_plain_http_is_refused_for_all_others(host, mode) -> None:
    with pytest.raises(UrlNotHttps):
        vet_url(f"http://{host}:8443/", mode, local=True)


@pytest.mark.parametrize(
    ("given", "as_called"),
    [
        ("https://shop.example", "https://shop.example/"),
        ("https://SHOP.Example/Hook?a=B", "https://shop.example/Hook?a=B"),
        ("https://shop.example:443/x", "https://shop.example/x"),
        ("https://shop.example:8443/x", "https://shop.example:8443/x"),
        ("https://shop.example?x", "https://shop.example/?x"),
        ("https://xn--mller-kva.example/", "https://xn--mller-kva.example/"),
        ("https://8.8.8.8/x@y", "https://8.8.8.8/x@y"),
        ("https://[2606:4700:0::1111]:8443/", "https://[2606:4700::1111]:8443/"),
        ("https://shop.example/a%20b%2Fc", "https://shop.example/a%20b%2Fc"),
    ],
)
@pytest.mark.parametrize("mode", ["live", "test"])
def test_urls_that_may_be_called(given, as_called, mode) -> None:
    assert vet_url(given, mode).url == as_called


LOCAL = ["http://127.0.0.1:9000/", "http://localhost:9000/", "https://[::1]:9000/"]


@pytest.mark.parametrize("url", LOCAL)
def test_this_machine_is_called_in_test_mode_only(url) -> None:
    assert vet_url(url, "test", local=True).is_local
    with pytest.raises(UrlNotAllowed):
        vet_url(url, "live", local=True)


@pytest.mark.parametrize("url", LOCAL)
def test_nor_then_where_it_is_not_set(url) -> None:
    with pytest.raises(UrlHostNotAllowed):
        vet_url(url, "test")


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.1:9000/", "http://0x7f.1:9000/", "http://2130706433:9000/"),
        *("http://localhost.:9000/", "http://[::ffff:127.0.0.1]:9000/", "http://10.0.0.1:9000/"),
        *("http://169.254.169.254:9000/", "http://0.0.0.0:9000/", "http://shop.localhost:9000/"),
    ],
)
def test_test_mode_opens_no_other_door(url) -> None:
    with pytest.raises(UrlNotAllowed):
        vet_url(url, "test", local=True)


@pytest.mark.parametrize("port", [22, 80, 443, 1023, 2375, 5432, 6379, 9092, 65536])
def test_nor_to_what_else_listens_on_this_machine(port) -> None:
    with pytest.raises(UrlPortNotAllowed):
        vet_url(f"http://127.0.0.1:{port}/", "test", local=True)


PUBLIC = [ip_address("8.8.8.8"), ip_address("2606:4700::1111")]
LOOPBACK = [ip_address("127.0.0.1"), ip_address("::1")]


@pytest.mark.parametrize("mode", ["live", "test"])
@pytest.mark.parametrize("bad", INSIDE)
def test_one_address_inside_is_enough_to_refuse_a_name(bad, mode) -> None:
    target = vet_url("https://shop.example/", mode)
    assert vet_addresses(target, PUBLIC) == PUBLIC
    with pytest.raises(UrlHostNotAllowed):
        vet_addresses(target, [*PUBLIC, ip_address(bad)])


def test_a_name_without_addresses_is_refused() -> None:
    with pytest.raises(UrlHostNotAllowed):
        vet_addresses(vet_url("https://shop.example/", "live"), [])


def test_what_calls_itself_local_must_be_so() -> None:
    target = vet_url("http://localhost:9000/", "test", local=True)
    assert vet_addresses(target, LOOPBACK) == LOOPBACK
    for other in (*PUBLIC, ip_address("10.0.0.1"), ip_address("::ffff:127.0.0.1")):
        with pytest.raises(UrlHostNotAllowed):
            vet_addresses(target, [*LOOPBACK, other])


@given(st.ip_addresses())
def test_no_address_is_both(address) -> None:
    assert not (is_public(address) and is_loopback(address))


def test_a_range_is_refused_from_its_first_address_to_its_last() -> None:
    for network in map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "100.64.0.0/10")):
        assert not is_public(network[0])
        assert not is_public(network[-1])
        assert is_public(network[0] - 1)
        assert is_public(network[-1] + 1)
