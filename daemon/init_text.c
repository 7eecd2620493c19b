/* Texts of a new installation. */
#include "init_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/config.h"
#include "shipped.h"
#include "sys/config_file.h"
#include "sys/file_findings.h"
#include "sys/log.h"

static void
write_quoted(FILE *out, const char *dir, const char *name)
{
    fputc('"', out);
    for (const char *at = dir; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            fputc('\\', out);
        fputc(*at, out);
    }
    fprintf(out, "%s\"\n", name);
}

/* One line of the settings; those with a place in them get the new one, all
 * others stay, comments included. */
static void
write_line(FILE *out, const char *line, size_t n,
           const struct init_places *places)
{
    static const struct {
        const char *key, *name;
        bool own; /* goes where the installation goes, always */
    } paths[] = {{"  state: ", "/state", true},
                 {"  keys: ", "/keys", true},
                 {"  folder: ", "/backup", false},
                 {"  keys_folder: ", "/backup-keys", false}};
    static const char endpoint[] = "  listen: ";

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        size_t k = strlen(paths[i].key);

        if ((paths[i].own || places->all) && n > k &&
            strncmp(line, paths[i].key, k) == 0) {
            fputs(paths[i].key, out);
            write_quoted(out, places->dir, paths[i].name);
            return;
        }
    }
    if (places->listen != NULL && n > strlen(endpoint) &&
        strncmp(line, endpoint, strlen(endpoint)) == 0) {
        fprintf(out, "%s[", endpoint);
        fprintf(out, "\"%s\"]\n", places->listen);
        return;
    }
    fwrite(line, 1, n, out);
}

enum rc
init_text_moved(char **text, size_t *n, struct config *config,
                const struct init_places *places)
{
    struct file_findings findings = {0};
    char *made = NULL;
    size_t made_n = 0;
    FILE *out = open_memstream(&made, &made_n);
    const char *stop = places->from + places->from_n;
    enum rc rc = RC_FATAL;

    if (out == NULL)
        return RC_FATAL;
    for (const char *at = places->from; at < stop;) {
        const char *end = memchr(at, '\n', (size_t)(stop - at));
        size_t line_n = (size_t)((end == NULL ? stop - 1 : end) - at + 1);

        write_line(out, at, line_n, places);
        at += line_n;
    }
    if (fclose(out) != 0)
        goto out;
    rc = config_file_parse(config, "loketd.yaml", (const uint8_t *)made, made_n,
                           &findings);
    file_findings_log(&findings);
    if (rc != RC_OK)
        goto out;
    *text = made;
    *n = made_n;
    made = NULL; /* handed over */
out:
    file_findings_close(&findings);
    free(made);
    return rc;
}

enum rc
init_text_config(char **text, size_t *n, struct config *config, const char *dir,
                 const char *listen)
{
    const struct init_places places = {
        .from = SHIPPED_CONFIG,
        .from_n = (size_t)(SHIPPED_CONFIG_END - SHIPPED_CONFIG),
        .dir = dir,
        .listen = listen,
        .all = true};

    return init_text_moved(text, n, config, &places);
}

/* A client on this machine reaches "every address" over the loopback. */
static void
write_server(FILE *out, const char *endpoint)
{
    static const char *const everywhere[] = {
        "tcp://0.0.0.0:", "tcp://*:", "tcp://[::]:"};

    for (size_t i = 0; i < sizeof everywhere / sizeof *everywhere; i++) {
        size_t n = strlen(everywhere[i]);

        if (strncmp(endpoint, everywhere[i], n) == 0) {
            fprintf(out, "server: \"tcp://127.0.0.1:%s\"\n", endpoint + n);
            return;
        }
    }
    fprintf(out, "server: \"%s\"\n", endpoint);
}

enum rc
init_text_profile(char **text, size_t *n, const struct init_profile *profile)
{
    FILE *out = open_memstream(text, n);

    if (out == NULL)
        return RC_FATAL;
    fputs("# Who I am and which server I trust; my keys lie beside this file.\n"
          "# The server key goes with the server: compare it over the "
          "telephone.\n",
          out);
    write_server(out, profile->config->front.endpoints[0]);
    fprintf(out,
            "server_key: '%s'\n"
            "name: %s\n"
            "# Whom to call when the server does not answer.\n"
            "fallback_telephone: \"%s\"\n",
            profile->server_key, profile->name,
            profile->config->desk.fallback_telephone);
    if (fclose(out) == 0)
        return RC_OK;
    free(*text);
    return RC_FATAL;
}
