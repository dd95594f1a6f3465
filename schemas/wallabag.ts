// Generated from wallabag.openapi.yaml by `npm run generate`. Do not edit: change the YAML.

export interface paths {
    "/api/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List entries
         * @description A page of the caller's entries. There is no cap on `perPage`. A page beyond the last is a 404,
         *     so a list that shrinks while it is read may end in one. The links `next`, `previous` … lose
         *     `domain_name` and `http_status`. Unknown parameters are ignored, and so are those that the
         *     server's version does not know: the list is then not filtered.
         */
        get: operations["listEntries"];
        put?: never;
        /**
         * Save an entry, or change the one with this URL
         * @description An upsert: an entry of the same user whose `hashed_url` or `hashed_given_url` is
         *     `sha1(urldecode(url))` (PHP's rule) is changed and returned with the same status 200. Nothing
         *     tells which it was, but that `annotations` is `null` in the answer that created the entry. There
         *     is no unique index: two calls at the same time may create two entries.
         *
         *     The page is fetched within the call, which can take tens of seconds; what goes wrong then is not
         *     an error: the entry is stored with a text that says that the contents could not be retrieved. An
         *     entry that exists is not fetched again.
         *
         *     * On 2.6 the fetched title, language, date, authors and picture win over those given, unless
         *       `url`, `title` and `content` are all given: then nothing is fetched.
         *     * On 2.7.0-dev (August 2026) what is given wins, but a plain create loses what was fetched:
         *       reload the entry, or create it by the mass operation.
         *
         *     Tags are *added* to those of an existing entry. Where `authors` is not given and nothing was
         *     fetched, `published_by` becomes `[""]`, on every re-save too. The server's tagging rules may
         *     add tags.
         */
        post: operations["createEntry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entries/exists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask whether entries exist
         * @description By URL or by hash, one or several. A hash is the lower-case hex SHA-1 of the URL after PHP's
         *     `urldecode` (`%xx` decoded once, `+` becomes a space) and is compared with both `hashed_url` and
         *     `hashed_given_url`. Where one and several are mixed, the answer has the shape for one and is about
         *     the first of the several.
         */
        get: operations["entriesExist"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entries/{entry}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the entry. */
                entry: components["parameters"]["EntryId"];
            };
            cookie?: never;
        };
        /** Get an entry */
        get: operations["getEntry"];
        put?: never;
        post?: never;
        /**
         * Delete an entry
         * @description The answer is the whole deleted entry, contents included, unless only its id is asked for.
         */
        delete: operations["deleteEntry"];
        options?: never;
        head?: never;
        /**
         * Change an entry
         * @description Only the body is read, and only what is in it changes. Missing, `null` and empty fields are left
         *     as they are, so no text can be cleared. `tags` *replaces* the whole set, but an empty one is
         *     ignored: to clear the tags remove them one by one. `archive` and `starred` stamp their date even
         *     if nothing changes. `content` replaces `preview_picture` by its first image. Nothing is fetched.
         */
        patch: operations["updateEntry"];
        trace?: never;
    };
    "/api/entries/{entry}/reload": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the entry. */
                entry: components["parameters"]["EntryId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Fetch the page again
         * @description There is no body. A page that cannot be fetched is a 304, and nothing is changed.
         */
        patch: operations["reloadEntry"];
        trace?: never;
    };
    "/api/entries/{entry}/export.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the entry. */
                entry: components["parameters"]["EntryId"];
            };
            cookie?: never;
        };
        /**
         * Export an entry as a file
         * @description The suffix names the format; without one (`/api/entries/{entry}/export`) it is `json`. Errors come in
         *     the format of the suffix: JSON, XML and CSV as such, everything else as HTML. Only the 401 is
         *     always JSON.
         */
        get: operations["exportEntry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entries/{entry}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the entry. */
                entry: components["parameters"]["EntryId"];
            };
            cookie?: never;
        };
        /** List the tags of an entry */
        get: operations["listEntryTags"];
        put?: never;
        /**
         * Add tags to an entry
         * @description Labels are trimmed and lower-cased, empty ones dropped. With an array a label may hold a comma; no
         *     filter can find such a tag. Nothing to add is a 200.
         */
        post: operations["addEntryTags"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entries/{entry}/tags/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the entry. */
                entry: components["parameters"]["EntryId"];
                /** @description The id of the tag. */
                tag: components["parameters"]["TagId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a tag from an entry
         * @description A tag that the entry does not have is a 200 without effect. The tag itself stays.
         */
        delete: operations["removeEntryTag"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entries/lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Save up to ten URLs
         * @description One page fetch after the other within the call. A URL that exists is answered with its id and
         *     left alone. On 2.7.0-dev a malformed URL or a host that refuses the connection is a 500 and the rest
         *     of the list is dropped.
         */
        post: operations["createEntries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entries/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete entries by their URLs */
        delete: operations["deleteEntries"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entries/tags/lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add tags to entries by their URLs
         * @description Two calls at the same time that both bring the same new label can end in a 500: the second insert of
         *     the tag fails.
         */
        post: operations["addTagsToEntries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entries/tags/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove tags from entries by their URLs
         * @description A label that no user of the server has is a 500, with the items before it done.
         */
        delete: operations["removeTagsFromEntries"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search entries
         * @description One case-insensitive substring of content, title or URL (2.7.0-dev: also of annotations), in the
         *     HTML as it is stored; `%` and `_` are wildcards. Tags are not searched. Always in full, newest
         *     first, archived ones included.
         */
        get: operations["searchEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all tags of the user
         * @description Ordered by label, all in one answer.
         */
        get: operations["listTags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tags/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the tag. */
                tag: components["parameters"]["TagId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a tag from all entries of the user, by id */
        delete: operations["deleteTag"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tag/label": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a tag from all entries of the user, by label
         * @description In the query or in the body; with both 2.6 takes the query and 2.7.0-dev the body. The label must be
         *     given as it is stored, that is in lower case.
         */
        delete: operations["deleteTagByLabel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tags/label": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove tags from all entries of the user, by labels
         * @description In the query or in the body; with both 2.6 takes the query and 2.7.0-dev the body. Labels are split
         *     at commas and not trimmed. Unknown ones are skipped; a 404 means that none was known.
         */
        delete: operations["deleteTagsByLabel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/annotations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the *entry* to list and create annotations, of the *annotation* to change and delete one. */
                id: number;
            };
            cookie?: never;
        };
        /**
         * List the annotations of an entry
         * @description All of the caller's, in one answer. On 2.6 another user's entry gives an empty list.
         */
        get: operations["listAnnotations"];
        /**
         * Change the text of an annotation
         * @description JSON only; everything but `text` is ignored, and without `text` it becomes empty. The id in the path
         *     is the annotation's.
         */
        put: operations["updateAnnotation"];
        /**
         * Annotate an entry
         * @description JSON only: a form, or no body, creates an *empty* annotation with status 200. `text` is trimmed,
         *     `quote` is not. On 2.6 it succeeds on another user's entry too.
         */
        post: operations["createAnnotation"];
        /**
         * Delete an annotation
         * @description The id in the path is the annotation's.
         */
        delete: operations["deleteAnnotation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the signed-in user */
        get: operations["getUser"];
        /**
         * Register an account
         * @description Needs no token. Open only where the administrator allowed both registration and registration by the
         *     API. The account is marked disabled and works all the same; the API client that comes with it
         *     cannot use the password grant.
         */
        put: operations["registerUser"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the user's settings
         * @description They cannot be changed over the API.
         */
        get: operations["getConfig"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/taggingrule/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export the user's tagging rules */
        get: operations["exportTaggingRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the server's version
         * @description Needs no token, but a token that is refused is a 401 here too.
         */
        get: operations["getInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the server's version, the old way
         * @deprecated
         * @description Needs no token, but a token that is refused is a 401 here too. `/api/info` has replaced it.
         */
        get: operations["getVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/v2/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get tokens by password or by refresh token
         * @description Parameters go in the body, as a form or JSON; POST reads no query. (GET with the same parameters
         *     in the query works too, and puts the password into access logs.) The client may identify itself by HTTP
         *     Basic instead of `client_id` and `client_secret`. `scope` must not be sent.
         *
         *     Access tokens live as long as `expires_in` says (3600 s unless configured otherwise), refresh
         *     tokens two weeks. A refresh token works once; the old access token lives on until it expires. No
         *     other grant works: there is no authorize page, and clients made in the web interface are refused
         *     `client_credentials`. Two-factor authentication is not asked for.
         */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description A moment: whole seconds, with the offset of the server's PHP time zone; without the colon of ISO 8601
         *     in the API, with it in exports. The zero date of a database is `-0001-11-30`.
         * @example 2026-11-22T07:53:28+0000
         * @example 2026-11-22T07:53:27+00:00
         */
        ServerDate: string;
        /**
         * @description A boolean, as a number.
         * @enum {integer}
         */
        ZeroOrOne: 0 | 1;
        /** @description A hypermedia link. */
        Link: {
            href: string;
        };
        /** @description A tag of an entry. */
        Tag: {
            /** @description The same for all users of a server. */
            id: number;
            /** @description Lower case, trimmed. */
            label: string;
            /** @description ASCII, with the prefix `t:` since 2.6.0; no more than that for a label of emoji. */
            slug: string;
        };
        /** @description A tag in the answer to its deletion. */
        DeletedTag: {
            /** @description Missing if the tag itself was deleted. */
            id?: number;
            label: string;
            slug: string;
        };
        /** @description A tag in the list of all tags. */
        TagWithCount: {
            id: number;
            label: string;
            slug: string;
            /** @description How many of the user's entries have it. Perhaps digits in a string on 2.5. */
            nbEntries?: number | string;
        };
        /**
         * @description Where an annotation begins and ends, in the terms of annotator.js. What is empty is left out by the
         *     annotation operations and `null` inside an entry.
         */
        AnnotationRange: {
            /** @description XPath of the element where it begins. */
            start?: string | null;
            /** @description Characters into that element, as a string; a number in annotations from before 2.3. */
            startOffset?: string | number | null;
            /** @description XPath of the element where it ends. */
            end?: string | null;
            /** @description Characters into that element, as a string; a number in annotations from before 2.3. */
            endOffset?: string | number | null;
        };
        /** @description An annotation, from the annotation operations or inside an entry. It does not name its entry. */
        Annotation: {
            id: number;
            /** @description The note. */
            text: string;
            /** @description The annotated words. */
            quote: string;
            ranges: components["schemas"]["AnnotationRanges"];
            created_at: components["schemas"]["ServerDate"];
            updated_at: components["schemas"]["ServerDate"];
            /** @description The display name of the account; most have none. */
            user?: string | null;
            annotator_schema_version: string;
        };
        /** @description Where an annotation is. A map is what another program sent as one; both lines keep it. */
        AnnotationRanges: (components["schemas"]["AnnotationRange"] | unknown[])[] | {
            [key: string]: components["schemas"]["AnnotationRange"] | unknown[];
        };
        /** @description An annotation in the answer to its deletion. */
        DeletedAnnotation: {
            /** @description Missing in fact. */
            id?: number;
            text: string;
            quote: string;
            ranges: components["schemas"]["AnnotationRanges"];
            created_at: components["schemas"]["ServerDate"];
            updated_at: components["schemas"]["ServerDate"];
            user?: string | null;
            annotator_schema_version: string;
        };
        /** @description The caller's annotations of an entry. */
        AnnotationList: {
            total: number;
            rows: components["schemas"]["Annotation"][];
        };
        /** @description An annotation in a JSON export. */
        ExportAnnotation: {
            text: string;
            quote: string;
            ranges: components["schemas"]["AnnotationRanges"];
        };
        /**
         * @description An entry. Since 2.4.0 all keys are always there. Older servers lack the newer ones, and up to 2.2 left
         *     out all that are `null`; only what is required here comes from every server.
         */
        Entry: {
            id: number;
            /** @description Names the public page `/share/<uid>`; `null` without a public link. */
            uid?: string | null;
            title?: string | null;
            /** @description After redirects; as submitted where only the path differs. */
            url?: string | null;
            /** @description SHA-1 of `url` after urldecode. */
            hashed_url?: string | null;
            /** @description Where the URL was found. */
            origin_url?: string | null;
            /** @description The URL as submitted; null if its fetch threw. */
            given_url?: string | null;
            /** @description SHA-1 of `given_url` after urldecode. */
            hashed_given_url?: string | null;
            is_archived: components["schemas"]["ZeroOrOne"];
            archived_at?: components["schemas"]["ServerDate"] | null;
            is_starred: components["schemas"]["ZeroOrOne"];
            starred_at?: components["schemas"]["ServerDate"] | null;
            /** @description There is a public link. */
            is_public?: boolean;
            /**
             * @description HTML, rewritten by the server on each save. `null` with `detail=metadata`. Where the page could not
             *     be fetched, a text that says so.
             */
            content?: string | null;
            created_at: components["schemas"]["ServerDate"];
            updated_at: components["schemas"]["ServerDate"];
            /**
             * @description The article's own date. The answer to a write echoes the offset that was sent; storage drops it, so
             *     later reads show the same clock time with the server's offset.
             */
            published_at?: components["schemas"]["ServerDate"] | null;
            /** @description The authors; may be `[""]`, `[null]` or `[["Jane Doe"]]`, items may begin with a space. */
            published_by?: (string | (string | null)[] | null)[] | null;
            /** @description `null` only in the answer that created the entry. */
            annotations?: components["schemas"]["Annotation"][] | null;
            /** @description May carry parameters. */
            mimetype?: string | null;
            /** @description A locale with an underscore. */
            language?: string | null;
            /** @description Minutes at 200 words each, rounded down; `null` in some rows from before 2.3. */
            reading_time?: number | null;
            domain_name?: string | null;
            preview_picture?: string | null;
            /** @description The status of the fetch, as a string. */
            http_status?: string | null;
            /** @description The headers of the fetched page, names in lower case. Perhaps an empty array for none. */
            headers?: {
                [key: string]: string;
            } | unknown[] | null;
            tags: components["schemas"]["Tag"][];
            user_id: number;
            /** @description The login name. */
            user_name: string;
            user_email: string;
            /** @description Relative to the host, without the sub-directory of the instance. */
            _links: {
                self: components["schemas"]["Link"];
            };
        };
        /** @description The id of a deleted entry. */
        EntryId: {
            id: number;
        };
        /** @description A page of entries. */
        EntryPage: {
            page: number;
            limit: number;
            /** @description 1 even when there is no entry. */
            pages: number;
            total: number;
            /** @description Absolute, with the scheme and host that PHP saw; without `domain_name` and `http_status`. */
            _links: {
                self: components["schemas"]["Link"];
                first: components["schemas"]["Link"];
                last: components["schemas"]["Link"];
                next?: components["schemas"]["Link"];
                previous?: components["schemas"]["Link"];
            };
            _embedded: {
                items: components["schemas"]["Entry"][];
            };
        };
        /** @description The one item of a JSON export. Null keys are left out. */
        ExportEntry: {
            id: number;
            uid?: string;
            title?: string;
            url?: string;
            origin_url?: string;
            given_url?: string;
            is_archived: components["schemas"]["ZeroOrOne"];
            archived_at?: components["schemas"]["ServerDate"];
            is_starred: components["schemas"]["ZeroOrOne"];
            starred_at?: components["schemas"]["ServerDate"];
            is_public?: boolean;
            content?: string;
            created_at: components["schemas"]["ServerDate"];
            updated_at: components["schemas"]["ServerDate"];
            published_at?: components["schemas"]["ServerDate"];
            published_by?: string[];
            annotations?: components["schemas"]["ExportAnnotation"][];
            mimetype?: string;
            language?: string;
            reading_time?: number;
            domain_name?: string;
            preview_picture?: string;
            http_status?: string;
            headers?: {
                [key: string]: string;
            } | unknown[];
            /** @description Labels, not objects. */
            tags: string[];
        };
        /** @description Whether, or with `return_id=1` as which id; then `null` is what does not exist. */
        Existence: boolean | number | null;
        /** @description The answer about one URL or hash. */
        ExistsOne: {
            exists: components["schemas"]["Existence"];
        };
        /** @description The answer about several, by URL or hash as it was sent. */
        ExistsMany: {
            [key: string]: components["schemas"]["Existence"];
        };
        /** @description The id of an entry, new or found. */
        MassCreated: {
            url: string;
            entry: number;
        };
        /** @description Whether there was an entry to delete. */
        MassDeleted: {
            url: string;
            entry: boolean;
        };
        /** @description The id of the entry, or `false` if there is none. */
        MassTagged: {
            url: string;
            entry: number | false;
        };
        /** @description A user. */
        User: {
            id: number;
            username: string;
            email: string;
            /** @description The display name; missing while unset. */
            name?: string;
            created_at: components["schemas"]["ServerDate"];
            updated_at: components["schemas"]["ServerDate"];
        };
        /** @description A new account with its API client. */
        RegisteredUser: {
            id: number;
            username: string;
            email: string;
            name?: string;
            created_at: components["schemas"]["ServerDate"];
            updated_at: components["schemas"]["ServerDate"];
            default_client: {
                name: string;
                client_id: string;
                /** @description A secret. */
                client_secret: string;
            };
        };
        /** @description The user's settings. What is unset is left out. */
        Config: {
            id: number;
            items_per_page: number;
            language: string;
            /** @description A secret that opens the RSS feeds; missing until generated. */
            feed_token?: string;
            feed_limit?: number;
            /** @description Words per minute. */
            reading_speed?: number;
            action_mark_as_read?: number;
            list_mode?: number;
            display_thumbnails?: components["schemas"]["ZeroOrOne"];
            font?: string;
            fontsize?: number;
            line_height?: number;
            max_width?: number;
        };
        /** @description A tagging rule. */
        TaggingRule: {
            /** @description E.g. `domainName = "example.org"`. */
            rule: string;
            tags: string[];
        };
        /** @description What a server tells about itself. */
        Info: {
            appname: string;
            version: string;
            allowed_registration: boolean;
        };
        /** @description A version, e.g. `2.6.14` or `2.7.0-dev`. */
        Version: string;
        /** @description Tokens. */
        Token: {
            access_token: string;
            /** @description Seconds. */
            expires_in: number;
            /** @description `bearer`, but the header must say `Bearer`. */
            token_type: string;
            scope: string | null;
            /** @description Works once. */
            refresh_token?: string;
        };
        /** @description What OAuth refuses, and why. */
        OauthError: {
            error: string;
            error_description: string | null;
        };
        /** @description The framework's error up to 2.6.2. */
        WrappedError: {
            error: {
                code: number;
                message: string;
            };
        };
        /** @description The framework's error of 2.6.3 to 2.6.14. */
        ProblemError: {
            type: string;
            title: string;
            status: number;
            /** @description The reason phrase, never the cause. */
            detail: string;
        };
        /** @description The framework's error of 2.7.0-dev. */
        FlatError: {
            code: number;
            /** @description The cause for 400, else the reason phrase. */
            message: string;
        };
        /** @description The framework's error, by the server's version. */
        FrameworkError: components["schemas"]["WrappedError"] | components["schemas"]["ProblemError"] | components["schemas"]["FlatError"];
        /** @description What is wrong with a registration. */
        RegistrationError: {
            error: {
                username?: string[];
                email?: string[];
                password?: string[];
            };
        };
        /** @description No registrations here. */
        RegistrationClosed: {
            error: string;
        };
        /** @description What is wrong with a field; empty for nothing. */
        FieldErrors: {
            errors?: string[];
        };
        /** @description What is wrong with a range. */
        RangeErrors: {
            errors?: string[];
            children?: {
                [key: string]: components["schemas"]["FieldErrors"];
            };
        };
        /** @description What is wrong with an annotation, on 2.6. */
        AnnotationError: {
            code: number;
            message: string;
            errors: {
                errors?: string[];
                children?: {
                    text?: components["schemas"]["FieldErrors"];
                    quote?: components["schemas"]["FieldErrors"];
                    ranges?: {
                        errors?: string[];
                        children?: components["schemas"]["RangeErrors"][] | {
                            [key: string]: components["schemas"]["RangeErrors"];
                        };
                    };
                };
            };
        };
        /** @description Something is wrong with an annotation, on 2.7.0-dev. */
        EmptyError: Record<string, never>;
        /** @description A boolean in a body, written either way. Text is no boolean, `"false"` is true. */
        Flag: boolean | (0 | 1);
        /** @description Labels separated by commas, or in an array. They are trimmed and lower-cased. */
        Labels: string | string[];
        /** @description An entry to save. */
        CreateEntryBody: {
            /** @description Sent as it is; its exact text is the identity of the entry. */
            url: string;
            title?: string | null;
            /** @description HTML; the server cleans it. */
            content?: string | null;
            /** @description Labels to add. */
            tags?: components["schemas"]["Labels"] | null;
            /** @description Sets or clears; left alone if missing. */
            archive?: components["schemas"]["Flag"] | null;
            /** @description Sets or clears; left alone if missing. */
            starred?: components["schemas"]["Flag"] | null;
            /** @description Makes or removes the public link. */
            public?: components["schemas"]["Flag"] | null;
            /** @description A locale; what is none is ignored without a word. */
            language?: string | null;
            /** @description A URL; what is none is ignored without a word. */
            preview_picture?: string | null;
            /**
             * @description Unix seconds, or what PHP reads as a date; anything else is ignored without a word. An offset is
             *     lost in storage.
             */
            published_at?: number | string | null;
            /** @description Separated by commas without spaces; an array is ignored. */
            authors?: string | null;
            origin_url?: string | null;
        };
        /** @description What to change. Missing, null and empty fields are left as they are. */
        UpdateEntryBody: {
            title?: string | null;
            content?: string | null;
            /** @description All labels; the set is replaced. */
            tags?: components["schemas"]["Labels"] | null;
            archive?: components["schemas"]["Flag"] | null;
            starred?: components["schemas"]["Flag"] | null;
            public?: components["schemas"]["Flag"] | null;
            language?: string | null;
            preview_picture?: string | null;
            published_at?: number | string | null;
            authors?: string | null;
            origin_url?: string | null;
        };
        /** @description Tags to add. */
        AddTagsBody: {
            tags?: components["schemas"]["Labels"] | null;
        };
        /** @description A URL with tags. */
        MassTagItem: {
            url: string;
            /** @description For removing, an array is a 500. */
            tags?: components["schemas"]["Labels"] | null;
        };
        /** @description The tag to delete. */
        DeleteTagBody: {
            tag: string;
        };
        /** @description The tags to delete. */
        DeleteTagsBody: {
            /** @description Labels separated by commas without spaces. */
            tags: string;
        };
        /** @description Where a new annotation begins and ends. Any other key is a 400. */
        NewAnnotationRange: {
            start?: string | null;
            startOffset?: number | string | null;
            end?: string | null;
            endOffset?: number | string | null;
        };
        /** @description A new annotation. */
        CreateAnnotationBody: {
            text?: string | null;
            quote?: string | null;
            ranges?: components["schemas"]["NewAnnotationRange"][] | null;
        };
        /** @description A new text for an annotation. */
        UpdateAnnotationBody: {
            text?: string | null;
        };
        /** @description A new account. */
        RegisterUserBody: {
            username: string;
            password: string;
            /** @description Its form is not checked. */
            email: string;
            /** @description Default: "Default client". */
            client_name?: string | null;
        };
        /** @description A sign-in. */
        PasswordGrant: {
            /** @constant */
            grant_type: "password";
            /** @description Not needed with HTTP Basic. */
            client_id?: string;
            /** @description Not needed with HTTP Basic. */
            client_secret?: string;
            /** @description The login name or the e-mail address. */
            username: string;
            password: string;
        };
        /** @description A renewal. */
        RefreshGrant: {
            /** @constant */
            grant_type: "refresh_token";
            /** @description Not needed with HTTP Basic. */
            client_id?: string;
            /** @description Not needed with HTTP Basic. */
            client_secret?: string;
            /** @description Used up by this call. */
            refresh_token: string;
        };
    };
    responses: {
        /** @description The entry, as it is now. */
        Entry: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Entry"];
            };
        };
        /** @description The annotation, as it is now. */
        Annotation: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Annotation"];
            };
        };
        /** @description The tag. It has no id if no entry of anybody had it any more, and so it was deleted. */
        DeletedTag: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["DeletedTag"];
            };
        };
        /** @description An id for each URL, or `false`. On 2.7.0-dev a missing `list` is an empty one. */
        MassTagged: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MassTagged"][];
            };
        };
        /**
         * @description On 2.6 with PHP 8, the parameter is missing; an item of the wrong type. For untagging also a label
         *     that nobody has, or `tags` as an array. Items before the bad one are done.
         */
        MassMisuse: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["FrameworkError"];
            };
        };
        /** @description Malformed JSON, or JSON that is no object or array. */
        MalformedBody: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["FrameworkError"];
            };
        };
        /**
         * @description No token (`access_denied`), or one that is unknown or has expired (`invalid_grant`). Always JSON,
         *     whatever the suffix.
         */
        Unauthorized: {
            headers: {
                /**
                 * @description The same words as the body. Not readable for a browser on another origin.
                 * @example Bearer realm="Service", error="access_denied", error_description="OAuth2 authentication required"
                 */
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OauthError"];
            };
        };
        /** @description On 2.6, the entry is another user's. 2.7.0-dev answers 404. */
        ForeignEntry: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["FrameworkError"];
            };
        };
        /** @description No such entry; on 2.7.0-dev also another user's. */
        EntryNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["FrameworkError"];
            };
        };
        /** @description No such tag among the user's. */
        TagNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["FrameworkError"];
            };
        };
        /** @description No such annotation among the user's. */
        AnnotationNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["FrameworkError"];
            };
        };
        /** @description There is no such page, or `page` or `perPage` is less than 1. */
        PageNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["FrameworkError"];
            };
        };
        /**
         * @description Anything else: 405 for another verb (with `Allow`), 500, and what the web server or a proxy answers
         *     by itself (413, 414, 502, 504), which is mostly HTML. Look at the content type first.
         */
        Unexpected: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["FrameworkError"];
                "text/html": string;
                "text/xml": string;
                "text/csv": string;
            };
        };
    };
    parameters: {
        /** @description The id of the entry. */
        EntryId: number;
        /** @description The id of the tag. */
        TagId: number;
        /** @description Only archived (1) or only unread (0) entries. Present but empty is 0. */
        Archive: components["schemas"]["ZeroOrOne"];
        /** @description Only starred (1) or only other (0) entries. */
        Starred: components["schemas"]["ZeroOrOne"];
        /** @description Only entries with (1) or without (0) a public link. */
        Public: components["schemas"]["ZeroOrOne"];
        /**
         * @description The order. `created` goes by id. Ties of the others are not broken, so pages can overlap or leave
         *     something out. Any other value is accepted and means no order at all.
         */
        Sort: "created" | "updated" | "archived";
        /** @description Up or down, in any case. Other values are a 400 since 2.3.7. */
        Order: "asc" | "desc";
        /** @description The number of the page. Less than 1, no number, or beyond the last page is a 404. */
        Page: number;
        /** @description Entries per page, without a limit. Less than 1, or no number, is a 404. */
        PerPage: number;
        /**
         * @description Labels separated by commas, all of which an entry must have. They must be written as they are stored:
         *     lower case, no spaces around them. The form `tags[]` is ignored.
         */
        Tags: string;
        /** @description Only entries whose `updated_at` is later than these Unix seconds, not equal to them. */
        Since: number;
        /** @description `metadata` for the same keys with `content: null`. Other values are a 400. */
        Detail: "full" | "metadata";
        /** @description Only entries of exactly this host. */
        DomainName: string;
        /** @description Only entries with (1) or without (0) annotations. Older servers ignore it. */
        Annotations: components["schemas"]["ZeroOrOne"];
        /** @description Only entries whose contents could not (1) or could (0) be retrieved. 2.6 ignores it. */
        NotParsed: components["schemas"]["ZeroOrOne"];
        /** @description Only entries whose page was fetched with this status. 2.6 ignores it, as do all for unknown statuses. */
        HttpStatus: number;
        /** @description A JSON array of URLs, as text. */
        Urls: string;
        /** @description A JSON array of URLs with tags, as text. An item without `url` is a 500. */
        TagList: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description `attachment; filename="…"`, the name made of the title's ASCII characters; it may be no more than a
         *     suffix. Not readable for a browser on another origin.
         */
        Attachment: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listEntries: {
        parameters: {
            query?: {
                /** @description Only archived (1) or only unread (0) entries. Present but empty is 0. */
                archive?: components["parameters"]["Archive"];
                /** @description Only starred (1) or only other (0) entries. */
                starred?: components["parameters"]["Starred"];
                /** @description Only entries with (1) or without (0) a public link. */
                public?: components["parameters"]["Public"];
                /**
                 * @description The order. `created` goes by id. Ties of the others are not broken, so pages can overlap or leave
                 *     something out. Any other value is accepted and means no order at all.
                 */
                sort?: components["parameters"]["Sort"];
                /** @description Up or down, in any case. Other values are a 400 since 2.3.7. */
                order?: components["parameters"]["Order"];
                /** @description The number of the page. Less than 1, no number, or beyond the last page is a 404. */
                page?: components["parameters"]["Page"];
                /** @description Entries per page, without a limit. Less than 1, or no number, is a 404. */
                perPage?: components["parameters"]["PerPage"];
                /**
                 * @description Labels separated by commas, all of which an entry must have. They must be written as they are stored:
                 *     lower case, no spaces around them. The form `tags[]` is ignored.
                 */
                tags?: components["parameters"]["Tags"];
                /** @description Only entries whose `updated_at` is later than these Unix seconds, not equal to them. */
                since?: components["parameters"]["Since"];
                /** @description `metadata` for the same keys with `content: null`. Other values are a 400. */
                detail?: components["parameters"]["Detail"];
                /** @description Only entries of exactly this host. */
                domain_name?: components["parameters"]["DomainName"];
                /** @description Only entries with (1) or without (0) annotations. Older servers ignore it. */
                annotations?: components["parameters"]["Annotations"];
                /** @description Only entries whose contents could not (1) or could (0) be retrieved. 2.6 ignores it. */
                notParsed?: components["parameters"]["NotParsed"];
                /** @description Only entries whose page was fetched with this status. 2.6 ignores it, as do all for unknown statuses. */
                http_status?: components["parameters"]["HttpStatus"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. An empty list is page 1 of 1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryPage"];
                };
            };
            /** @description `order` or `detail` has an unknown value. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["PageNotFound"];
            /** @description `order` is an array; on 2.6 with PHP 8 also a `since` that is no number. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            default: components["responses"]["Unexpected"];
        };
    };
    createEntry: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateEntryBody"];
                "application/x-www-form-urlencoded": components["schemas"]["CreateEntryBody"];
            };
        };
        responses: {
            200: components["responses"]["Entry"];
            /** @description Malformed JSON. On 2.7.0-dev also a URL that is empty or not http(s), which 2.6 stores as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            401: components["responses"]["Unauthorized"];
            /** @description `url` is missing, `null` or an array. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            default: components["responses"]["Unexpected"];
        };
    };
    entriesExist: {
        parameters: {
            query?: {
                /**
                 * @description One URL.
                 * @example http://blog.test/none/full
                 */
                url?: string;
                /** @description Several URLs, the parameter repeated. */
                "urls[]"?: string[];
                /**
                 * @description One hash.
                 * @example 1875d4ea4093ec7d40f5c04967d53ee61a33436f
                 */
                hashed_url?: string;
                /** @description Several hashes, the parameter repeated. */
                "hashed_urls[]"?: string[];
                /** @description `1` for ids (or `null`) instead of booleans. */
                return_id?: components["schemas"]["ZeroOrOne"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked, in the shape for one or for several. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExistsOne"] | components["schemas"]["ExistsMany"];
                };
            };
            /** @description On 2.7.0-dev, `urls` or `hashed_urls` is not an array. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            401: components["responses"]["Unauthorized"];
            /** @description On 2.6, nothing was asked (or `urls` is not an array). */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            /** @description On 2.7.0-dev, nothing was asked. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            /** @description On 2.6, `hashed_urls` is not an array. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            default: components["responses"]["Unexpected"];
        };
    };
    getEntry: {
        parameters: {
            query?: {
                /** @description `metadata` for `content: null`. 2.6 does not read it and always answers in full. */
                detail?: "full" | "metadata";
            };
            header?: never;
            path: {
                /** @description The id of the entry. */
                entry: components["parameters"]["EntryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Entry"];
            /** @description On 2.7.0-dev, `detail` has an unknown value. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForeignEntry"];
            404: components["responses"]["EntryNotFound"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteEntry: {
        parameters: {
            query?: {
                /** @description What to answer. */
                expect?: "entry" | "id";
            };
            header?: never;
            path: {
                /** @description The id of the entry. */
                entry: components["parameters"]["EntryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deleted entry, or its id. Before 2.3.7 the entry came without a usable id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entry"] | components["schemas"]["EntryId"];
                };
            };
            /** @description `expect` has an unknown value. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForeignEntry"];
            404: components["responses"]["EntryNotFound"];
            default: components["responses"]["Unexpected"];
        };
    };
    updateEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the entry. */
                entry: components["parameters"]["EntryId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["UpdateEntryBody"];
                "application/x-www-form-urlencoded": components["schemas"]["UpdateEntryBody"];
            };
        };
        responses: {
            200: components["responses"]["Entry"];
            400: components["responses"]["MalformedBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForeignEntry"];
            404: components["responses"]["EntryNotFound"];
            default: components["responses"]["Unexpected"];
        };
    };
    reloadEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the entry. */
                entry: components["parameters"]["EntryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Entry"];
            /** @description The page could not be fetched. No body; this has nothing to do with caches. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForeignEntry"];
            404: components["responses"]["EntryNotFound"];
            default: components["responses"]["Unexpected"];
        };
    };
    exportEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the entry. */
                entry: components["parameters"]["EntryId"];
                /**
                 * @description The format. `mobi` is gone and `md` is new in 2.7.0-dev; a format that the server does not know
                 *     is a 500.
                 */
                format: "json" | "xml" | "txt" | "csv" | "epub" | "pdf" | "mobi" | "md";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Attachment"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportEntry"][];
                    "application/xml": string;
                    "text/plain": string;
                    "application/csv": string;
                    "application/epub+zip": unknown;
                    "application/pdf": unknown;
                    "application/x-mobipocket-ebook": unknown;
                    "text/markdown": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            /** @description On 2.6, the entry is another user's. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                    "text/html": string;
                    "text/xml": string;
                    "text/csv": string;
                };
            };
            /** @description No such entry; on 2.7.0-dev also another user's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                    "text/html": string;
                    "text/xml": string;
                    "text/csv": string;
                };
            };
            /** @description A format that this server does not know. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            default: components["responses"]["Unexpected"];
        };
    };
    listEntryTags: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the entry. */
                entry: components["parameters"]["EntryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tags, without counts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tag"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForeignEntry"];
            404: components["responses"]["EntryNotFound"];
            default: components["responses"]["Unexpected"];
        };
    };
    addEntryTags: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the entry. */
                entry: components["parameters"]["EntryId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AddTagsBody"];
                "application/x-www-form-urlencoded": components["schemas"]["AddTagsBody"];
            };
        };
        responses: {
            200: components["responses"]["Entry"];
            400: components["responses"]["MalformedBody"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForeignEntry"];
            404: components["responses"]["EntryNotFound"];
            default: components["responses"]["Unexpected"];
        };
    };
    removeEntryTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the entry. */
                entry: components["parameters"]["EntryId"];
                /** @description The id of the tag. */
                tag: components["parameters"]["TagId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Entry"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForeignEntry"];
            /** @description No such entry, or no such tag on the server. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            default: components["responses"]["Unexpected"];
        };
    };
    createEntries: {
        parameters: {
            query: {
                /** @description A JSON array of URLs, as text. */
                urls: components["parameters"]["Urls"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An id for each URL. On 2.7.0-dev a missing `urls` is an empty list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MassCreated"][];
                };
            };
            /** @description More than ten URLs. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            401: components["responses"]["Unauthorized"];
            /** @description `urls` is no JSON, on 2.6 missing, or a page fetch threw. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            default: components["responses"]["Unexpected"];
        };
    };
    deleteEntries: {
        parameters: {
            query: {
                /** @description A JSON array of URLs, as text. */
                urls: components["parameters"]["Urls"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For each URL whether there was an entry to delete. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MassDeleted"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            500: components["responses"]["MassMisuse"];
            default: components["responses"]["Unexpected"];
        };
    };
    addTagsToEntries: {
        parameters: {
            query: {
                /** @description A JSON array of URLs with tags, as text. An item without `url` is a 500. */
                list: components["parameters"]["TagList"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["MassTagged"];
            401: components["responses"]["Unauthorized"];
            500: components["responses"]["MassMisuse"];
            default: components["responses"]["Unexpected"];
        };
    };
    removeTagsFromEntries: {
        parameters: {
            query: {
                /** @description A JSON array of URLs with tags, as text. An item without `url` is a 500. */
                list: components["parameters"]["TagList"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["MassTagged"];
            401: components["responses"]["Unauthorized"];
            500: components["responses"]["MassMisuse"];
            default: components["responses"]["Unexpected"];
        };
    };
    searchEntries: {
        parameters: {
            query?: {
                /** @description The substring. Empty or missing finds everything. */
                term?: string;
                /** @description The number of the page. Less than 1, no number, or beyond the last page is a 404. */
                page?: components["parameters"]["Page"];
                /** @description Entries per page, without a limit. Less than 1, or no number, is a 404. */
                perPage?: components["parameters"]["PerPage"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryPage"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["PageNotFound"];
            default: components["responses"]["Unexpected"];
        };
    };
    listTags: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tags with the number of the user's entries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagWithCount"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            /** @description Two tokens at once. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            default: components["responses"]["Unexpected"];
        };
    };
    deleteTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the tag. */
                tag: components["parameters"]["TagId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["DeletedTag"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["TagNotFound"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteTagByLabel: {
        parameters: {
            query?: {
                /** @description The label. */
                tag?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DeleteTagBody"];
                "application/x-www-form-urlencoded": components["schemas"]["DeleteTagBody"];
            };
        };
        responses: {
            200: components["responses"]["DeletedTag"];
            400: components["responses"]["MalformedBody"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["TagNotFound"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteTagsByLabel: {
        parameters: {
            query?: {
                /** @description The labels, separated by commas without spaces. */
                tags?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DeleteTagsBody"];
                "application/x-www-form-urlencoded": components["schemas"]["DeleteTagsBody"];
            };
        };
        responses: {
            /** @description The tags that were found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedTag"][];
                };
            };
            400: components["responses"]["MalformedBody"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["TagNotFound"];
            default: components["responses"]["Unexpected"];
        };
    };
    listAnnotations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the *entry* to list and create annotations, of the *annotation* to change and delete one. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The annotations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnnotationList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["EntryNotFound"];
            default: components["responses"]["Unexpected"];
        };
    };
    updateAnnotation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the *entry* to list and create annotations, of the *annotation* to change and delete one. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateAnnotationBody"];
            };
        };
        responses: {
            200: components["responses"]["Annotation"];
            400: components["responses"]["MalformedBody"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["AnnotationNotFound"];
            /** @description An empty or form body; on 2.6 also an id that is no number. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            default: components["responses"]["Unexpected"];
        };
    };
    createAnnotation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the *entry* to list and create annotations, of the *annotation* to change and delete one. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAnnotationBody"];
            };
        };
        responses: {
            200: components["responses"]["Annotation"];
            /**
             * @description A quote of more than 10 000 characters, an unknown key in a range, malformed JSON. 2.6 says what
             *     is wrong; 2.7.0-dev answers `{}`.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnnotationError"] | components["schemas"]["EmptyError"] | components["schemas"]["FrameworkError"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["EntryNotFound"];
            default: components["responses"]["Unexpected"];
        };
    };
    deleteAnnotation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the *entry* to list and create annotations, of the *annotation* to change and delete one. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deleted annotation, without its id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedAnnotation"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["AnnotationNotFound"];
            /** @description On 2.6, an id that is no number. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            default: components["responses"]["Unexpected"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            401: components["responses"]["Unauthorized"];
            default: components["responses"]["Unexpected"];
        };
    };
    registerUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterUserBody"];
                "application/x-www-form-urlencoded": components["schemas"]["RegisterUserBody"];
            };
        };
        responses: {
            /** @description The account and its API client, whose secret is shown only here. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredUser"];
                };
            };
            /** @description What is wrong with each field, in the server's language; or malformed JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegistrationError"] | components["schemas"]["FrameworkError"];
                };
            };
            401: components["responses"]["Unauthorized"];
            /** @description This server takes no registrations. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegistrationClosed"];
                };
            };
            /** @description `username` or `email` is missing, with a password that would do. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkError"];
                };
            };
            default: components["responses"]["Unexpected"];
        };
    };
    getConfig: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings; what is unset is left out. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Config"];
                };
            };
            401: components["responses"]["Unauthorized"];
            default: components["responses"]["Unexpected"];
        };
    };
    exportTaggingRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules, as a file `tagging_rules_<username>.json`. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Attachment"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaggingRule"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            default: components["responses"]["Unexpected"];
        };
    };
    getInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version, and whether `PUT /api/user` is open. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Info"];
                };
            };
            401: components["responses"]["Unauthorized"];
            default: components["responses"]["Unexpected"];
        };
    };
    getVersion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            401: components["responses"]["Unauthorized"];
            default: components["responses"]["Unexpected"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["PasswordGrant"] | components["schemas"]["RefreshGrant"];
                "application/json": components["schemas"]["PasswordGrant"] | components["schemas"]["RefreshGrant"];
            };
        };
        responses: {
            /** @description The tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /**
             * @description Everything that OAuth refuses (never 401): `invalid_client` for an unknown client or a wrong secret,
             *     `invalid_grant` for a wrong sign-in and for a refresh token that is unknown, used up or too old,
             *     `invalid_request` for what is missing, `unauthorized_client`, `invalid_scope`. Malformed JSON
             *     is answered in HTML.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OauthError"];
                    "text/html": string;
                };
            };
            /** @description Anything else, 405 and 500 included, is HTML here. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
}
