/* codes -- the coded words of a message.  Enumerators have the numbers of
 * proto/loket/v1 (wire asserts it); zero is "not said". */
#ifndef CORE_CODES_H
#define CORE_CODES_H

#include <stdint.h>

enum message_kind {
    MESSAGE_NONE,
    MESSAGE_SIGNAL,
    MESSAGE_REFERRAL,
    MESSAGE_ADVICE,
    MESSAGE_BOTTLENECK,
    MESSAGE_WITHDRAWAL
};

enum yes_no {
    YES_NO_NONE,
    YES_NO_YES,
    YES_NO_NO,
    YES_NO_UNKNOWN
};

enum form {
    FORM_NONE,
    FORM_SEXUAL,
    FORM_LABOUR,
    FORM_CRIMINAL,
    FORM_BEGGING,
    FORM_SERVITUDE,
    FORM_ORGAN,
    FORM_MARRIAGE,
    FORM_ADOPTION,
    FORM_SURROGACY,
    FORM_OTHER,
    FORM_UNKNOWN
};

enum age {
    AGE_NONE,
    AGE_UNDER_18,
    AGE_ADULT,
    AGE_UNKNOWN
};

enum precision {
    PRECISION_NONE,
    PRECISION_HOUR,
    PRECISION_DAY,
    PRECISION_MONTH
};

enum identifier_type {
    IDENTIFIER_NONE,
    IDENTIFIER_PHONE,
    IDENTIFIER_PLATE,
    IDENTIFIER_HANDLE,
    IDENTIFIER_URL,
    IDENTIFIER_AD_ID,
    IDENTIFIER_EMAIL,
    IDENTIFIER_ALIAS,
    IDENTIFIER_BAG
};

enum version_action {
    VERSION_NONE,
    VERSION_SUPPLEMENT,
    VERSION_CORRECT,
    VERSION_WITHDRAW
};

/* Codes that no rule reads yet are carried as numbers the wire has checked
 * against the schema. */
typedef uint8_t code_number;

#endif
