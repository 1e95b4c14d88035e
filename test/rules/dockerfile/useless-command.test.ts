import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/useless-command.ts";
import { places } from "../support.ts";

describe("dockerfile/useless-command", () => {
  it.each([
    ["a service at the end", "FROM debian:13-slim\nRUN apt-get update && service nginx start\n", ["2:23"]],
    ["systemctl", "FROM debian:13-slim\nRUN systemctl restart nginx\n", ["2:5"]],
    ["an editor", "FROM debian:13-slim\nRUN vim /etc/hosts\n", ["2:5"]],
    ["a display", "FROM debian:13-slim\nRUN free && top\n", ["2:5", "2:13"]],
    ["processes", "FROM debian:13-slim\nRUN ps aux\n", ["2:5"]],
    ["a login", "FROM debian:13-slim\nRUN ssh host.example.com\n", ["2:5"]],
    ["the machine", "FROM debian:13-slim\nRUN shutdown now\n", ["2:5"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["a service for the rest of the RUN", "FROM debian:13-slim\nRUN service postgresql start && psql -f /a.sql\n"],
    ["switching a service on", "FROM debian:13-slim\nRUN systemctl enable nginx\n"],
    ["an editor with a script", "FROM debian:13-slim\nRUN vim -es -u NONE -c 'PlugInstall' -c 'qa'\n"],
    ["a command on another machine", "FROM debian:13-slim\nRUN ssh host.example.com make && ps -ef | grep a && ssh -T git@a.example\n"],
    ["an install of one", "FROM debian:13-slim\nRUN apt-get install -y vim\n"],
    ["what another command reads", "FROM debian:13-slim\nRUN free | grep Mem\n"],
    ["a stage that nobody needs", "FROM a:1 AS x\nRUN reboot\nFROM b:1\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
