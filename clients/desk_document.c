/* desk_document -- see desk_document.h */
#include "desk_document.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "findings_words.h"
#include "session.h"
#include "sys/file.h"
#include "text.h"
#include "verb.h"

void
desk_document_close(struct desk_document *document)
{
    json_decref(document->about);
    free(document->text);
    *document = (struct desk_document){.n = 0};
}

static enum rc
text_from_hex(struct desk_document *out, const char *hex)
{
    size_t n = strlen(hex);

    out->text = malloc(n / 2 + 1);
    if (out->text == NULL ||
        sodium_hex2bin((unsigned char *)out->text, n / 2 + 1, hex, n, NULL,
                       &out->n, NULL) != 0)
        return RC_INVALID;
    out->text[out->n] = '\0';
    return RC_OK;
}

enum ending
desk_document_fetch(struct visit *visit, const struct invocation *inv,
                    const char *name, int64_t version,
                    struct desk_document *out)
{
    struct session_event answer;
    const json_t *about;
    enum ending ending = visit_ask(
        visit, inv, "document_get",
        json_pack("{s:s, s:I}", "name", name, "version", (json_int_t)version),
        &answer);

    if (ending != ENDING_DONE)
        return ending;
    about = json_object_get(answer.body, "version");
    out->about = json_deep_copy(about);
    out->version = object_number(about, "version");
    (void)snprintf(out->name, sizeof out->name, "%s", name);
    if (text_from_hex(out, object_text(answer.body, "text")) != RC_OK) {
        output_error(_("the desk's answer cannot be read"));
        return ENDING_REFUSED;
    }
    return ENDING_DONE;
}

static enum rc
input_read(struct desk_document *out)
{
    out->text = malloc(DESK_DOCUMENT_BYTES + 2);
    if (out->text == NULL)
        return RC_FATAL;
    out->n = fread(out->text, 1, DESK_DOCUMENT_BYTES + 1, stdin);
    out->text[out->n] = '\0';
    return out->n > DESK_DOCUMENT_BYTES ? RC_INVALID : RC_OK;
}

enum rc
desk_document_read(struct desk_document *out, const char *name,
                   const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *base = slash == NULL ? file : slash + 1;
    const char *dot = strrchr(base, '.');
    size_t n = name != NULL  ? strlen(name)
               : dot == NULL ? strlen(base)
                             : (size_t)(dot - base);
    enum rc rc;

    if (n == 0 || n >= sizeof out->name) {
        output_error(_("%s: a document is named as its file: rosters.yaml"),
                     file);
        return RC_INVALID;
    }
    memcpy(out->name, name != NULL ? name : base, n);
    out->name[n] = '\0';
    out->file = file;
    rc = strcmp(file, "-") == 0 ? input_read(out)
                                : file_read(file, DESK_DOCUMENT_BYTES,
                                            (uint8_t **)&out->text, &out->n);
    if (rc == RC_OK)
        return RC_OK;
    if (rc == RC_INVALID)
        output_error(_("%s: no file of at most %d bytes"), file,
                     DESK_DOCUMENT_BYTES);
    else
        output_error(_("%s cannot be read: %s"), file,
                     strerror(rc == RC_NOT_FOUND ? ENOENT : errno));
    return RC_INVALID;
}

enum ending
desk_document_versions(struct visit *visit, const struct invocation *inv,
                       struct desk_document *documents, size_t n)
{
    struct session_event answer;
    const json_t *version;
    size_t i;
    enum ending ending =
        visit_ask(visit, inv, "document_history", json_object(), &answer);

    if (ending != ENDING_DONE)
        return ending;
    json_array_foreach(json_object_get(answer.body, "versions"), i, version)
    {
        for (size_t k = 0; k < n; k++) {
            if (strcmp(documents[k].name, object_text(version, "name")) == 0)
                documents[k].version = object_number(version, "version");
        }
    }
    return ENDING_DONE;
}

static json_t *
put_body(const struct desk_put *put)
{
    json_t *list = json_array();

    for (size_t i = 0; i < put->n; i++) {
        const struct desk_document *document = &put->documents[i];
        size_t room = document->n * 2 + 1;
        char *hex = malloc(room);

        if (hex == NULL)
            break; /* then the desk is not asked */
        (void)sodium_bin2hex(hex, room, (const unsigned char *)document->text,
                             document->n);
        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:I}", "name", document->name, "text",
                            hex, "expect", (json_int_t)document->version));
        free(hex);
    }
    if (json_array_size(list) != put->n) {
        json_decref(list);
        return NULL;
    }
    return json_pack("{s:o, s:s*, s:s*, s:b}", "documents", list, "reason",
                     put->reason, "accept_gap", put->accept_gap, "check_only",
                     put->check_only);
}

void
desk_document_about(const struct output *out, const json_t *version)
{
    const char *reason = object_text(version, "reason");
    const char *actor = object_text(version, "actor");
    char at[TEXT_TIME_BYTES];

    output_line(out, _("%s version %lld, %s, %s, %lld bytes%s%s"),
                object_text(version, "name"),
                (long long)object_number(version, "version"),
                text_time(object_number(version, "at_us"), at),
                *actor != '\0' ? actor : _("made with the installation"),
                (long long)object_number(version, "size"),
                *reason != '\0' ? ": " : "", reason);
}

static void
result_print(const struct output *out, const struct desk_put *put,
             const json_t *result)
{
    bool accepted = object_flag(result, "accepted");
    const json_t *item;
    size_t i;

    json_array_foreach(json_object_get(result, "versions"), i, item)
        desk_document_about(out, item);
    json_array_foreach(json_object_get(result, "in_use"), i, item)
        output_line(out, _("warning: %s goes on by a policy that is gone"),
                    json_string_value(item));
    if (!accepted)
        output_line(out, _("refused; nothing was changed"));
    else if (put->check_only)
        output_line(out, _("would be accepted"));
    else if (json_array_size(json_object_get(result, "versions")) == 0)
        output_line(out, _("accepted; nothing was changed"));
}

enum ending
desk_document_result(const struct invocation *inv, const struct desk_put *put,
                     const json_t *result)
{
    const char *documents[DESK_DOCUMENTS_MAX];
    const char *files[DESK_DOCUMENTS_MAX];
    struct findings_names names = {documents, files, 0};

    if (inv->json) {
        output_object(result);
    } else {
        for (size_t i = 0; i < put->n && i < DESK_DOCUMENTS_MAX; i++) {
            const struct desk_document *document = &put->documents[i];

            documents[i] = document->name;
            files[i] = document->file != NULL ? document->file : document->name;
            names.n++;
        }
        findings_words_result(&inv->out, &names, result);
        result_print(&inv->out, put, result);
    }
    return object_flag(result, "accepted") ? ENDING_DONE : ENDING_REFUSED;
}

enum ending
desk_document_put(struct visit *visit, const struct invocation *inv,
                  const struct desk_put *put)
{
    struct session_event answer;
    enum ending ending =
        visit_ask(visit, inv, "document_put", put_body(put), &answer);

    return ending == ENDING_DONE ? desk_document_result(inv, put, answer.body)
                                 : ending;
}
