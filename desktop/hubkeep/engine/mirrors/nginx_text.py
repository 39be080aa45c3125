"""The text of a caching mirror's nginx configuration, `@name@` where a value goes. Pure.

Three servers of one nginx. The *front* is what others use. It asks the two behind it, which listen on a
socket in a folder that only the owner may enter:

- `ask` asks the hub what an address is: where its bytes are, how many, of which commit. What it says by
  `X-Accel-Redirect` makes the front go on with the bytes; a refusal is passed on as it is.
- `fetch` brings one slice of a file from wherever the hub sent it, and has the hub send it anew where that
  address has expired. So an hour-long download outlives the hub's signed addresses.

Bytes are kept by repo and etag, never by an address: whoever asks with a token is first let through by the
hub itself, each time, and answers to a token are not kept at all.
"""

from __future__ import annotations

from typing import Final

MAIN: Final = """\
@marker@
# A mirror of @upstream@ for a room; others set HF_ENDPOINT=@endpoint@
# Written by Hubkeep, which writes it anew: what is changed by hand is lost then.
daemon off;
@as_root@worker_processes auto;
worker_rlimit_nofile 16384;
pid "@folder@/nginx.pid";
error_log "@folder@/error.log" error;
events { worker_connections 4096; }
http {
    client_body_temp_path "@folder@/tmp/body";
    proxy_temp_path "@folder@/tmp/proxy";
    fastcgi_temp_path "@folder@/tmp/fastcgi";
    uwsgi_temp_path "@folder@/tmp/uwsgi";
    scgi_temp_path "@folder@/tmp/scgi";
    # Addresses hold what people work on; nobody needs a list of it.
    access_log off;
    server_tokens off;
    default_type application/octet-stream;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    large_client_header_buffers 8 32k;
    map_hash_bucket_size 512;
    variables_hash_max_size 4096;
@resolver@
    proxy_cache_path "@folder@/bytes" levels=1:2 use_temp_path=off
        keys_zone=bytes:@keys@m max_size=@bytes_size@ inactive=@days@d@min_free@;
    proxy_cache_path "@folder@/answers" levels=1:2 use_temp_path=off
        keys_zone=answers:16m max_size=@answers_size@ inactive=@days@d;

    proxy_http_version 1.1;
    proxy_connect_timeout 5s;
    proxy_read_timeout 60s;
    proxy_next_upstream_timeout 10s;
    proxy_buffer_size 32k;
    proxy_buffers 16 64k;
    proxy_busy_buffers_size 128k;
    proxy_redirect off;
    # What a hub or a CDN says of caching is meant for browsers, and none of it may steer this nginx.
    proxy_ignore_headers Cache-Control Expires Set-Cookie Vary X-Accel-Redirect X-Accel-Expires
        X-Accel-Limit-Rate X-Accel-Buffering X-Accel-Charset;
    proxy_ssl_server_name on;
    proxy_ssl_protocols TLSv1.2 TLSv1.3;
    proxy_ssl_verify on;
    proxy_ssl_verify_depth 5;
    proxy_ssl_trusted_certificate @ca_file@;

    upstream ask { server @folder_socket@; keepalive 64; }
    upstream fetch { server @folder_socket@; keepalive 64; }
    upstream length { server @folder_socket@; keepalive 16; }
    # Nobody: to be refused is what makes nginx give what it has kept.
    upstream nobody { server @folder_nobody@; }
@hub_block@
    map $host $hub { default @hub@; }

@maps@
@front@
@behind@
}
"""

MAPS: Final = r"""    # A login for this mirror (Basic) ends here; a token (Bearer) is the hub's.
    map $http_authorization $token { "~*^Bearer " $http_authorization; default ""; }
    map "$request_method $uri" $writes {
        "~^(?:GET|HEAD) " "";
        "~^POST /api/.+/paths-info/" "";
        default 1;
    }

    # Where an answer leads: a path at the hub itself, or an address elsewhere.
    map $upstream_http_location $leads_inside { volatile;
        "~^@hub_pattern@(?<inside_absolute>/.*)$" $inside_absolute;
        "~^@path_pattern@(?<inside_relative>/(?!/).*)$" $inside_relative;
        default "";
    }
    map $upstream_http_location $leads_outside { volatile;
        "~^@elsewhere_pattern@" $upstream_http_location;
        default "";
    }
    map $leads_inside $leads_to { volatile; "" $leads_outside; default "@hub_url@$leads_inside"; }
    # Another answer of the hub's, such as a renamed repo's: the client may ask for it itself.
    map "$status $leads_inside" $goes_on {
        "~^206 " @bytes;
        "~^30[12378] (?:/api/|/.+/resolve/)" "";
        "~^30[12378] " @bytes;
        default "";
    }

    # What a file is. A quotation mark or a weak tag's W/ would only get into the way.
    map $upstream_http_etag $plain_etag { volatile;
        "~^(?:W/)?\"?(?<plain>[\w.:+-]+)\"?$" $plain;
        default "";
    }
    map $upstream_http_x_linked_etag $linked_etag { volatile;
        "~^(?:W/)?\"?(?<linked>[\w.:+-]+)\"?$" $linked;
        default "";
    }
    map $linked_etag $asked_etag { volatile; "" $plain_etag; default $linked_etag; }
    map $upstream_http_content_range $ranged_size { "~/(?<total>\d+)$" $total; default ""; }
    map $upstream_http_x_linked_size $asked_size {
        "~^\d+$" $upstream_http_x_linked_size;
        default $ranged_size;
    }
    map $request_uri $repo { "~^(?<whose>/.+?)/(?:resolve|raw)/" $whose; default $request_uri; }
    # A branch may move between two slices; a commit does not.
    map $commit $pinned { "~^[0-9a-f]{40}$" $pinned_uri; default $request_uri; }
    map $request_uri $pinned_uri {
        "~^(?<before>/.+?/(?:resolve|raw)/)(?!refs/)[^/?]+(?<behind>/[^?]*)" $before$commit$behind;
        default $request_uri;
    }

    # Hubkeep leaves out what huggingface_hub says although it is so anyway.
    map $request_uri $asked_uri { "~^(?<alike>.+)[?&]expand=[Ff]alse$" $alike; default $request_uri; }
    # The next page of a listing is at this mirror too.
    map $upstream_http_link $next_page {
        "~<(?:https?://[^/>]+)?(?:@path_pattern@)?(?<page>/api/[^>]*)>; *rel=\"?next"
            "<$scheme://@page_login@$http_host$page>; rel=\"next\"";
        default "";
    }

    # For `fetch`: whom to ask, and as whom.
    map $there $there_address { volatile;
        "~^@hub_pattern@(?<at_hub>/.*)$" $hub$at_hub;
        # A name that no name server knows.
        "~^(?<by>https?)://localhost(?<at_localhost>(?::\d+)?/.*)$" $by://127.0.0.1$at_localhost;
        default $there;
    }
    map $there $there_host { volatile; "~^https?://(?<host_there>[^/?#]+)" $host_there; default ""; }
    map $there $there_name { volatile;
        "~^https?://(?<name_there>\[[^\]]+\]|[^/?#:]+)" $name_there;
        default "";
    }
    map $there $there_token { volatile; "~^@hub_pattern@/" $http_authorization; default ""; }
    map "$linked_etag $http_x_etag" $changed { volatile; "~^ " ""; "~^(\S+) \1$" ""; default 1; }
    map "$asked_etag $http_x_etag" $keep { volatile; "~^(\S+) \1$" ""; default 0; }
    map $etag $etag_said { "" ""; default "\"$etag\""; }
    map $etag $unnamed { "" 1; default 0; }
    map $http_x_etag $quoted_etag { "" ""; default "\"$http_x_etag\""; }
    map $asked_etag $quoted_own { volatile; "" ""; default "\"$asked_etag\""; }
    map $http_range $first_byte { "~^bytes=(?<from>\d+)-" $from; default 0; }
@login_map@"""

FRONT: Final = """\
    server {
        listen @listen@@ssl@;
        server_name _;
        default_type application/json;
        absolute_redirect off;
        recursive_error_pages on;
@access@        if ($writes) { return 405 '{"error": "This mirror is for reading only."}'; }

        proxy_set_header Host @hub_host@;
        proxy_set_header Connection "";
        proxy_set_header Accept-Encoding identity;
        proxy_set_header Authorization $token;
        proxy_set_header Cookie "";
        proxy_set_header Range "";
        proxy_set_header If-Range "";
        proxy_set_header If-None-Match "";
        proxy_set_header If-Modified-Since "";
        proxy_ssl_name @hub_name@;
        # Who is offered Xet goes past this mirror, to hosts that may be out of reach.
        proxy_hide_header X-Xet-Hash;
        proxy_hide_header X-Xet-Refresh-Route;
        proxy_hide_header X-Xet-Cas-Url;
        proxy_hide_header X-Xet-Access-Token;
        proxy_hide_header X-Xet-Token-Expiration;
        proxy_hide_header Link;
        proxy_hide_header Set-Cookie;
        proxy_hide_header X-There;
        proxy_hide_header X-Cache-Status;
        proxy_intercept_errors on;
        error_page 502 504 = @unreached;

        # No answer to a token is kept, and none that was kept is given to a token: what one user may see is
        # nobody else's business.
        proxy_cache_key $asked_uri;
        proxy_cache_bypass $token;
        proxy_no_cache $token;
        proxy_cache_lock on;
        proxy_cache_lock_timeout 60s;
        proxy_cache_lock_age 60s;
        proxy_cache_use_stale error timeout invalid_header http_500 http_502 http_503 http_504 http_429;

        location / { return 404 '{"error": "This mirror has files and the API of a hub, and no pages."}'; }

        location /api/ {
@realm@            proxy_pass $hub$request_uri;
            proxy_cache answers;
            proxy_cache_valid 200 404 60s;
            error_page 301 302 303 307 308 = @api_leads;
            error_page 502 504 = @api_kept;
            sub_filter '"xetHash":' '"xetHashElsewhere":';
            sub_filter_types application/json;
            sub_filter_once off;
            add_header Link $next_page always;
            add_header X-Cache-Status $upstream_cache_status always;
        }
        location @api_kept {
@realm@            proxy_pass http://nobody$request_uri;
            proxy_cache answers;
            proxy_cache_valid 200 404 60s;
            sub_filter '"xetHash":' '"xetHashElsewhere":';
            sub_filter_types application/json;
            sub_filter_once off;
            add_header Link $next_page always;
            add_header X-Cache-Status $upstream_cache_status always;
        }
        location @api_leads {
            set $path $leads_inside;
            if ($path = "") { return 502; }
            return 307 $path;
        }
        location ~ "^/api/[^/]+/.+/xet-(?:read|write)-token/" {
            return 404 '{"error": "This mirror has no Xet. Set HF_HUB_DISABLE_XET=1 and try again."}';
        }

        # A small file of a commit, at an address that never changes.
        location /api/resolve-cache/ {
            proxy_pass $hub$request_uri;
            proxy_cache answers;
            proxy_cache_valid 200 3650d;
            proxy_force_ranges on;
            error_page 301 302 303 307 308 = @resolve;
            add_header X-Cache-Status $upstream_cache_status always;
        }

        location ~ "^/(?!api/).+/(?:resolve|raw)/" {
            error_page 418 = @resolve;
            return 418;
        }
        location @resolve {
            proxy_pass http://ask$request_uri;
            proxy_set_header Host ask;
            proxy_set_header Connection "";
            proxy_set_header Authorization $token;
            proxy_set_header Cookie "";
            proxy_set_header Range "";
            proxy_set_header If-None-Match "";
            proxy_set_header If-Modified-Since "";
            proxy_set_header If-Range "";
            # It is this nginx that says where to go on.
            proxy_ignore_headers Cache-Control Expires Set-Cookie Vary X-Accel-Expires;
            proxy_read_timeout 120s;
            proxy_max_temp_file_size 0;
            proxy_force_ranges on;
            proxy_redirect "~^@hub_pattern@(/.*)$" $1;
@path_redirect@        }
        location @bytes {
            # Who gets here was let in before.
            auth_basic off;
            set $commit $upstream_http_x_repo_commit;
            set $etag $asked_etag;
            set $size $asked_size;
            set $whence $upstream_http_x_there;
            add_header X-Repo-Commit $commit;
            add_header X-Linked-ETag $etag_said;
            add_header X-Linked-Size $size;
            add_header X-Cache-Status $upstream_cache_status;
            if ($size = 0) { return 200; }
            if ($request_method = HEAD) { rewrite ^ /_/length last; }
            slice @slice@;
            proxy_pass http://fetch$pinned;
            proxy_set_header Host fetch;
            proxy_set_header Connection "";
            proxy_set_header Authorization $token;
            proxy_set_header Cookie "";
            proxy_set_header Range $slice_range;
            proxy_set_header X-There $whence;
            proxy_set_header X-ETag $etag;
            # By `fetch`, where the bytes are not those that were asked for.
            proxy_ignore_headers Cache-Control Expires Set-Cookie Vary;
            proxy_read_timeout 120s;
            proxy_cache bytes;
            # A file is the same under all its addresses, signed ones included, and in all its commits. The
            # repo is in it so that nobody gets by one repo what only another one's readers may have.
            proxy_cache_key "$repo $etag $slice_range";
            proxy_cache_bypass $unnamed;
            proxy_no_cache $unnamed;
            # It can't get old; it goes when nobody asked for it for long.
            proxy_cache_valid 206 3650d;
            # Each byte is fetched once: who comes second waits for the slice.
            proxy_cache_lock_timeout 600s;
            proxy_cache_lock_age 600s;
        }
        # Of a file that nobody wants the bytes of, nginx is to say the size, which is all it is told.
        location = /_/length {
            internal;
            auth_basic off;
            add_header X-Repo-Commit $commit;
            add_header X-Linked-ETag $etag_said;
            add_header X-Linked-Size $size;
            slice 1;
            proxy_pass http://length;
            proxy_set_header Host length;
            proxy_set_header Connection "";
            proxy_set_header Range $slice_range;
            proxy_set_header X-Size $size;
            proxy_set_header X-ETag $etag;
        }
        location @unreached {
            add_header X-Error-Message "The mirror can't reach @upstream@, and has not kept this." always;
            return 502 '{"error": "The mirror can not reach @upstream@, and has not kept this."}';
        }
    }
"""

BEHIND: Final = """\
    server {
        listen @folder_socket@;
        server_name ask;
        absolute_redirect off;
        recursive_error_pages on;
        proxy_set_header Host @hub_host@;
        proxy_set_header Connection "";
        proxy_set_header Accept-Encoding identity;
        # The first byte says all there is to know, and is small.
        proxy_set_header Range bytes=0-0;
        proxy_ssl_name @hub_name@;
        proxy_hide_header X-There;
        proxy_max_temp_file_size 0;
        proxy_cache answers;
        proxy_cache_key "ask $request_uri";
        proxy_cache_bypass $http_authorization;
        proxy_no_cache $http_authorization;
        proxy_cache_lock on;
        proxy_cache_lock_timeout 60s;
        proxy_cache_lock_age 60s;
        proxy_cache_use_stale error timeout invalid_header http_500 http_502 http_503 http_504 http_429;
        proxy_intercept_errors on;
        error_page 416 = @empty;
        error_page 502 504 = @kept;
        add_header X-Accel-Redirect $goes_on;
        add_header X-There $leads_to;
        location / {
            proxy_pass $hub$request_uri;
            proxy_cache_valid 206 301 302 303 307 308 404 60s;
        }
        location ~ "/(?:resolve|raw|resolve-cache/.+)/[0-9a-f]{40}/" {
            proxy_pass $hub$request_uri;
            proxy_cache_valid 206 301 302 303 307 308 1d;
            proxy_cache_valid 404 60s;
        }
        location @kept {
            proxy_pass http://nobody$request_uri;
            proxy_cache_valid 206 60s;
            error_page 416 = @empty;
        }
        # An empty file has no first byte.
        location @empty {
            proxy_pass $hub$request_uri;
            proxy_set_header Host @hub_host@;
            proxy_set_header Connection "";
            proxy_set_header Accept-Encoding identity;
            proxy_cache_key "empty $request_uri";
            proxy_cache_valid 200 60s;
        }
    }
    server {
        listen @folder_socket@;
        server_name fetch;
        recursive_error_pages on;
        proxy_intercept_errors on;
        proxy_max_temp_file_size 0;
        proxy_set_header Host $there_host;
        proxy_set_header Connection "";
        proxy_set_header Accept-Encoding identity;
        proxy_set_header Authorization $there_token;
        proxy_set_header Range $http_range;
        proxy_set_header X-There "";
        proxy_set_header X-ETag "";
        proxy_ssl_name $there_name;
        proxy_hide_header ETag;
        proxy_hide_header X-Repo-Commit;
        proxy_hide_header X-Linked-ETag;
        proxy_hide_header X-Linked-Size;
        proxy_hide_header Content-Disposition;
        add_header ETag $quoted_etag;
        error_page 301 302 303 307 308 = @further;
        location / {
            # An address that has expired is refused; the hub gives another one.
            error_page 400 401 403 410 418 = @anew;
            error_page 301 302 303 307 308 = @further;
            set $there $http_x_there;
            if ($there = "") { return 418; }
            proxy_pass $there_address;
        }
        location @anew {
            set $there "@hub_url@/";
            proxy_pass $hub$request_uri;
            add_header ETag $quoted_own;
            add_header X-Accel-Expires $keep;
        }
        location @further {
            set $changed_now $changed;
            set $there $leads_to;
            # The branch has moved meanwhile: these bytes would not fit those before them.
            if ($changed_now) { return 502; }
            if ($there = "") { return 502; }
            proxy_pass $there_address;
        }
    }
    server {
        listen @folder_socket@;
        server_name length;
        add_header Content-Range "bytes $first_byte-$first_byte/$http_x_size";
        add_header ETag $quoted_etag;
        location / { return 206 "0"; }
    }
"""
