/* model_names -- what the groups and fields of this product's two models are
 * called.  The numbers are stored and sent: never renumbered. */
#ifndef LINK_MODEL_NAMES_H
#define LINK_MODEL_NAMES_H

enum link_group {
    LINK_GROUP_CONTACT = 0,
    LINK_GROUP_VEHICLE = 1,
    LINK_GROUP_PLACE = 2,
    LINK_GROUP_PERSON = 3,
    LINK_GROUP_KIND = 4, /* form, sector, residence */
    LINK_GROUP_TIME = 5,
    LINK_GROUP_TEXT = 6,
    LINK_GROUPS = 7
};

/* Both models number alike; one that does not use a field has it without
 * levels. */
enum link_field_name {
    LINK_FIELD_PHONE = 0,
    LINK_FIELD_HANDLE = 1,
    LINK_FIELD_EMAIL = 2,
    LINK_FIELD_AD = 3,
    LINK_FIELD_URL = 4,
    LINK_FIELD_PLATE = 5,
    LINK_FIELD_PLACE = 6,
    LINK_FIELD_AREA = 7,
    LINK_FIELD_ALIAS = 8,
    LINK_FIELD_FORM = 9,
    LINK_FIELD_SECTOR = 10,
    LINK_FIELD_RESIDENCE = 11,
    LINK_FIELD_TEXT = 12,
    LINK_FIELD_TIME = 13,
    LINK_FIELDS = 14
};

#endif
