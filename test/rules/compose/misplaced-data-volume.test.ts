import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/compose/misplaced-data-volume.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const db = (image: string, more = "", mount = "data:/var/lib/postgresql/data") =>
  `services:\n  db:\n    image: ${image}\n${more}    volumes:\n      - ${mount}\nvolumes:\n  data:\n`;

describe("compose/misplaced-data-volume", () => {
  it.each([
    ["version 18", db("postgres:18"), "5:14"],
    ["a variant of it, with a digest", db(`docker.io/library/postgres:18.1-alpine@sha256:${"a".repeat(64)}`), "5:14"],
    ["no tag, which is the newest version", db("postgres"), "5:14"],
    ["a later version", db("postgres:19"), "5:14"],
    ["a folder of the host", db("postgres:18", "", "./pg:/var/lib/postgresql/data/:Z"), "5:14"],
    ["the long form", db("postgres:18", "", "{type: volume, source: data, target: /var/lib/postgresql/data}"), "5:46"],
  ])("reports %s", (_, text, place) => {
    expect(places(rule, text)).toEqual([place]);
    expectLawfulFixes(rule, text);
  });

  it("warns of a tag that names no version", () => {
    for (const image of ["postgres", "postgres:alpine", "docker.io/library/postgres:latest"])
      expect(run(rule, db(image)).map(({ severity }) => severity)).toEqual(["warning"]);
    expect(run(rule, db("postgres:18-alpine")).map(({ severity }) => severity)).toEqual([undefined]);
  });

  it.each([
    ["version 17", db("postgres:17.6-alpine")],
    ["version 9", db("postgres:9.6")],
    ["the folder above", db("postgres:18", "", "data:/var/lib/postgresql")],
    ["PGDATA", db("postgres:18", "    environment:\n      PGDATA: /var/lib/postgresql/data\n")],
    ["PGDATA from a file that may have it", db("postgres:18", "    env_file: db.env\n")],
    ["a version that a variable decides", db("postgres:${PG}")],
    ["an image that is built", db("postgres:18", "    build: .\n")],
    ["a program of the image", db("postgres:18", "    command: pg_dump -h db\n")],
    ["another image", db("postgis/postgis:18-3.6")],
    ["a mount for something else", db("postgres:18", "", "./init:/docker-entrypoint-initdb.d")],
  ])("is silent about %s", (_, text) => expect(places(rule, text)).toEqual([]));
});
