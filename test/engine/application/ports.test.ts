// Which ports of the host two things cannot both have, against a host of a few addresses and ports that is tried out.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressesMeet, type HostPorts, isEveryAddress, sharedPorts } from "../../../server/engine/application/ports.ts";

/** Sockets of a host with two addresses of each family: what something that listens takes of it. */
function sockets({ address, protocol, first, last }: HostPorts): Set<string> {
  const own: Record<string, readonly string[]> = { "0.0.0.0": ["127.0.0.1", "10.0.0.1"], "::": ["::1", "fd00::1"] };
  const addresses = address === undefined ? Object.values(own).flat() : (own[address] ?? [address]);
  const taken = new Set<string>();
  for (const one of addresses) for (let port = first; port <= last; port++) taken.add(`${protocol} ${one} ${port}`);
  return taken;
}

const hostPorts = fc
  .record({
    address: fc.constantFrom(undefined, "0.0.0.0", "::", "127.0.0.1", "10.0.0.1", "::1", "fd00::1"),
    protocol: fc.constantFrom("tcp", "udp"),
    first: fc.integer({ min: 1, max: 12 }),
    count: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ address, protocol, first, count }): HostPorts => ({ address, protocol, first, last: first + count }));

describe("ports of the host", () => {
  it("are shared exactly where both take a socket, whichever is asked first", () => {
    fc.assert(
      fc.property(hostPorts, hostPorts, (a, b) => {
        const ofB = sockets(b);
        const ports = [...sockets(a)].filter((socket) => ofB.has(socket)).map((socket) => Number(socket.split(" ")[2]));
        const shared = sharedPorts(a, b);
        expect(shared).toEqual(ports.length === 0 ? undefined : { first: Math.min(...ports), last: Math.max(...ports) });
        expect(sharedPorts(b, a)).toEqual(shared);
      }),
    );
  });

  it.each([
    [undefined, "192.0.2.1", true],
    [undefined, "::1", true],
    ["0.0.0.0", "::", false],
    ["127.0.0.1", "127.0.0.2", false],
    ["::1", "0:0:0:0:0:0:0:1", true],
    ["2001:DB8::1", "2001:db8:0:0::1", true],
    ["2001:db8::1", "2001:db8::2", false],
    ["::ffff:127.0.0.1", "127.0.0.1", true],
    ["::ffff:7f00:1", "127.0.0.1", true],
    ["0:0:0:0:0:0:0:0", "fd00::1", true],
    ["fe80::1%eth0", "fe80::1%eth0", true],
    ["fe80::1%eth0", "fe80::1%eth1", false],
    ["not an address", "127.0.0.1", false],
    ["1:2:3", "1:2:3", true],
    ["::1::", "::1", false],
  ])("on %s and %s: %s", (a, b, meet) => {
    expect(addressesMeet(a, b)).toBe(meet);
    expect(addressesMeet(b, a)).toBe(meet);
  });

  it("on any text never throw, and meet themselves", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), (text) => {
        expect(addressesMeet(text, text)).toBe(true);
        expect(addressesMeet(text, undefined)).toBe(true);
      }),
    );
  });

  it.each([
    ["0.0.0.0", true],
    ["::", true],
    ["0:0:0:0:0:0:0:0", true],
    ["127.0.0.1", false],
    ["::1", false],
  ])("%s for all addresses: %s", (text, every) => expect(isEveryAddress(text)).toBe(every));
});
