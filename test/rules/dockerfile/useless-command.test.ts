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
    ["a mount", "FROM debian:13-slim\nRUN mkdir /d && mount -t tmpfs none /d && umount /d\n", ["2:17", "2:43"]],
    ["the kernel", "FROM debian:13-slim\nRUN modprobe fuse || true\n", ["2:5"]],
    ["the end of what never began", "FROM debian:13-slim\nRUN kill -9 1234\nRUN set -e; killall nginx\n", ["2:5", "3:13"]],
    ["the end of what is looked for", "FROM debian:13-slim\nRUN ps aux | grep nginx | awk '{print $2}' | xargs kill\n", ["2:52"]],
    ["the end of what an earlier RUN has started", "FROM debian:13-slim\nRUN server --daemon\nRUN <<EOF\npkill server\nEOF\n", ["4:1"]],
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
    [
      "a mount in a RUN without the sandbox",
      "# syntax=docker/dockerfile:1\nFROM a:1\nRUN --security=insecure mount --bind /a /b && umount /b\n",
    ],
    ["a mount in a namespace of its own", "FROM a:1\nRUN unshare -rm sh -c 'mount --bind /a /b'\n"],
    ["a list of mounts", "FROM a:1\nRUN mount | grep proc && mount -l && mount --version\n"],
    ["a server that the same RUN has started", "FROM a:1\nRUN mongod --fork --logpath /l && mongo /a.js && kill $(cat /p)\n"],
    ["a server in the background", "FROM a:1\nRUN server & sleep 5 && init-db && kill $!\n"],
    ["a function for the end", "FROM a:1\nRUN <<EOF\nend() { kill $PID; }\ntrap end EXIT\nEOF\n"],
    ["a condition", "FROM a:1\nRUN if pgrep a; then pkill a; fi\n"],
    ["what a program unknown here may have started", "FROM a:1\nRUN $START; pkill a\n"],
    ["the names of signals", "FROM a:1\nRUN kill -l\n"],
    ["RUN's own mounts", "# syntax=docker/dockerfile:1\nFROM a:1\nRUN --mount=type=cache,target=/c make mount\n"],
    ["a stage that nobody needs", "FROM a:1 AS x\nRUN reboot\nFROM b:1\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
