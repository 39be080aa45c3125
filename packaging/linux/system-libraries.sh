#!/bin/sh
# Sees to the system libraries that Qt needs: installs what is missing where that is allowed, and
# otherwise names it in one line.
#
#   system-libraries.sh run     what the window needs
#   system-libraries.sh test    that, and what the tests need: a virtual screen and hands to drive it, a
#                               keyring, a web server, an S3 server, certificates, another downloader to
#                               measure against, the shells and sessions that people use, and zstd
#
# Exit: 0 all there, or nothing to be done here; 1 something is missing, and stderr names it.
set -eu

# One line each: the Debian package (older|newer name), and the file that other systems know it by.
run_table='
libegl1                         libEGL.so.1
libgl1                          libGL.so.1
libglib2.0-0|libglib2.0-0t64    libglib-2.0.so.0
libdbus-1-3                     libdbus-1.so.3
libfontconfig1                  libfontconfig.so.1
libfreetype6                    libfreetype.so.6
libbrotli1                      libbrotlidec.so.1
libgssapi-krb5-2                libgssapi_krb5.so.2
libzstd1                        libzstd.so.1
libx11-6                        libX11.so.6
libx11-xcb1                     libX11-xcb.so.1
libxkbcommon0                   libxkbcommon.so.0
libxkbcommon-x11-0              libxkbcommon-x11.so.0
libxcb1                         libxcb.so.1
libxcb-cursor0                  libxcb-cursor.so.0
libxcb-icccm4                   libxcb-icccm.so.4
libxcb-image0                   libxcb-image.so.0
libxcb-keysyms1                 libxcb-keysyms.so.1
libxcb-randr0                   libxcb-randr.so.0
libxcb-render0                  libxcb-render.so.0
libxcb-render-util0             libxcb-render-util.so.0
libxcb-shape0                   libxcb-shape.so.0
libxcb-shm0                     libxcb-shm.so.0
libxcb-sync1                    libxcb-sync.so.1
libxcb-util1                    libxcb-util.so.1
libxcb-xfixes0                  libxcb-xfixes.so.0
libxcb-xkb1                     libxcb-xkb.so.1
'
test_packages='xvfb xdotool openbox x11-utils binutils gnome-keyring nginx aria2 openssl fish zsh systemd zstd'
# An S3 server, and the cluster that it stands on.
test_packages="$test_packages radosgw ceph-mon ceph-osd ceph-common"
font_package='fonts-noto-cjk'

case "${1:-}" in
    run | test) ;;
    *) echo "usage: $0 run|test" >&2; exit 2 ;;
esac

[ "$(uname -s)" = Linux ] || exit 0

# Not Debian: nothing is known about the names of packages, so the files are looked for and named.
if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
    command -v ldconfig >/dev/null 2>&1 || exit 0
    known=$(ldconfig -p)
    missing=$(printf '%s' "$run_table" | while read -r _ file; do
        [ -z "$file" ] || case "$known" in *"$file"*) ;; *) printf ' %s' "$file" ;; esac
    done)
    if [ "$1" = test ]; then
        PATH="$PATH:/usr/sbin:/usr/local/sbin"
        for program in Xvfb xdotool openbox xprop objdump gnome-keyring-daemon nginx aria2c openssl fish zsh systemd-analyze radosgw ceph-mon ceph-osd ceph zstd; do
            command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
        done
    fi
    [ -z "$missing" ] || { echo "Install what provides these, then run make again:$missing" >&2; exit 1; }
    exit 0
fi

installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | sort -u | tail -n 1)" = installed ]
}

# Of "older|newer" the name that this system's catalogue has.
name_here() {
    newer=${1#*|}
    if apt-cache show "$newer" >/dev/null 2>&1; then echo "$newer"; else echo "${1%%|*}"; fi
}

missing_packages() {
    printf '%s' "$run_table" | while read -r package _; do
        [ -n "$package" ] || continue
        installed "${package%%|*}" || installed "${package#*|}" || name_here "$package"
    done
    if [ "$1" = test ]; then
        for package in $test_packages; do installed "$package" || echo "$package"; done
    fi
}

# Chinese needs a font, and any will do; a system without one still runs, so this is never a failure.
missing_font() {
    installed "$font_package" && return
    if command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-cn family)" ]; then return; fi
    echo "$font_package"
}

needed=$(missing_packages "$1" | tr '\n' ' ')
wanted=$(missing_font)
[ -n "$needed$wanted" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root='sudo -n'
else
    as_root=nobody
fi

if [ "$as_root" != nobody ]; then
    echo "Installing system libraries: $needed$wanted"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    # shellcheck disable=SC2086  # the lists are meant to be split
    if { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive \
        RUNLEVEL=1 apt-get install -q -y --no-install-recommends $needed $wanted; } >"$log" 2>&1; then
        exit 0
    fi
    tail -n 5 "$log" >&2
    # What a catalogue fetched just now calls them.
    needed=$(missing_packages "$1" | tr '\n' ' ')
fi

if [ -z "$needed" ]; then
    echo "For Chinese text: sudo apt-get install -y $wanted"
    exit 0
fi
echo "Missing system libraries: run 'sudo apt-get install -y ${needed% }${wanted:+ $wanted}', then make again." >&2
exit 1
