/** What stands behind an instruction where that is one of a few, with what it is for; `‹…›` marks what has to be decided. */
export const usualValues: Readonly<Record<string, readonly (readonly [text: string, about: string])[]>> = {
  STOPSIGNAL: [
    ["SIGTERM", "the default: end now"],
    ["SIGQUIT", "end when the requests in hand are answered (nginx, php-fpm)"],
    ["SIGINT", "as Ctrl+C"],
    ["SIGWINCH", "end when the requests in hand are answered (Apache)"],
  ],
  LABEL: [
    ['org.opencontainers.image.source="\u2039https://github.com/owner/repository\u203a"', "links the image with its repository"],
    ['org.opencontainers.image.title="\u2039title\u203a"', "name for people"],
    ['org.opencontainers.image.description="\u2039description\u203a"', "what it is for"],
    ['org.opencontainers.image.licenses="\u2039MIT\u203a"', "SPDX expression"],
    ['org.opencontainers.image.version="\u2039version\u203a"', "version of the software"],
    ['org.opencontainers.image.revision="\u2039commit\u203a"', "commit that it was built from"],
    ['org.opencontainers.image.authors="\u2039name\u203a"', "whom to ask"],
  ],
};
