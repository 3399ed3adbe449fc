# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
# The single checks of .ci/run (sourced after packaging/build.sh); each returns 0 when all is well.

sources() { git ls-files -- '*.cpp' '*.h'; }

check_format() {
    local tool
    tool=$(command -v clang-format-14 || command -v clang-format) || { echo "clang-format was not found"; return 1; }
    if ! "$tool" --version | grep -q 'version 14\.'; then
        echo "clang-format 14 was looked for, $("$tool" --version) found: not compared"
        return 0
    fi
    sources | xargs -P "$jobs" -n 20 "$tool" --dry-run --Werror
}

check_licence_lines() {
    local file bad=0
    while read -r file; do
        [ -f "$file" ] || continue
        if [ "$(head -n 6 "$file" | grep -cE 'SPDX-(FileCopyrightText: 2026 The Gatoscope developers|License-Identifier: GPL-3.0-or-later)')" != 2 ]; then
            echo "no SPDX lines at the head of $file"
            bad=1
        fi
    done < <(git ls-files -- '*.cpp' '*.h' '*.py' '*.sh' '*.cmake' '*CMakeLists.txt' '.ci/*' '*.svg' '*.qrc' '*.in')
    return $bad
}

check_scripts() {
    local file
    while read -r file; do bash -n "$file" || return 1; done < <(git ls-files -- '*.sh' .ci/run)
    while read -r file; do python3 -c 'import ast, sys; ast.parse(open(sys.argv[1], encoding="utf-8").read())' "$file" || return 1; done < <(git ls-files -- '*.py')
    ./packaging/setup.sh --help >/dev/null
}

# The rooms test needs nothing of the project: a wrong include is told in seconds.
check_rooms() {
    cmake --preset release -DGATOSCOPE_WERROR=ON -DGATOSCOPE_TESTS=ON && cmake --build build/release -j "$jobs" --target rooms_test &&
        QT_QPA_PLATFORM=offscreen build/release/tests/rooms_test
}

check_desktop_files() {
    local id=build/release/packaging/share
    desktop-file-validate "$id"/*.desktop && appstreamcli validate --no-net "$id"/*.metainfo.xml && xmllint --noout "$id"/*.xml
}

check_install() {
    local prefix=$root/build/ci/install
    rm -rf "$prefix"
    DESTDIR= cmake --install build/release --prefix "$prefix" >/dev/null || return 1
    # From another folder, without the build's own search paths.
    (cd / && QT_QPA_PLATFORM=offscreen "$prefix/bin/gatoscope" info "$prefix/share/gatoscope/sample/pendulum" --json >/dev/null) || return 1
    ls "$prefix"/share/applications/*.desktop "$prefix"/share/icons/hicolor/scalable/apps/*.svg >/dev/null
}

# What README promises for a machine without a display.
check_run_without_display() {
    rm -rf build/sample
    env -u DISPLAY -u WAYLAND_DISPLAY ./packaging/run.sh || return 1
    local picture
    for picture in tokens-dark tokens-light tokenizer-dark start-dark scratch-dark; do not_blank "build/sample/$picture.png" || return 1; done
    [ "$(wc -l <build/sample/tokens.csv)" -gt 10 ]
}

not_blank() { # not_blank FILE: a picture with many colours
    local convert count
    [ -s "$1" ] || { echo "$1 was not written"; return 1; }
    convert=$(command -v convert || command -v magick) || { echo "ImageMagick was not found"; return 1; }
    count=$("$convert" "$1" -format '%k' info:)
    echo "$1: $count colours"
    [ "$count" -gt 50 ]
}

# A real window: it opens the sample, is painted, answers keys being pressed nowhere, and ends when it is told to.
check_window() {
    local settings display pid code=1 i
    settings=$(mktemp -d)
    exec 8<>"$settings/display"
    Xvfb -displayfd 8 -screen 0 1600x1000x24 -nolisten tcp >"$settings/xvfb.log" 2>&1 &
    local server=$!
    for i in $(seq 100); do
        display=$(cat "$settings/display")
        [ -n "$display" ] && break
        sleep 0.1
    done
    [ -n "$display" ] || { cat "$settings/xvfb.log"; kill $server; return 1; }
    env -u WAYLAND_DISPLAY DISPLAY=":$display" QT_QPA_PLATFORM=xcb XDG_CONFIG_HOME="$settings" XDG_DATA_HOME="$settings" "$program" resources/sample/babyai-gotolocal &
    pid=$!
    for i in $(seq 60); do
        sleep 0.5
        kill -0 $pid 2>/dev/null || break
        if DISPLAY=":$display" import -window root "$settings/window.png" 2>/dev/null && not_blank "$settings/window.png" >/dev/null; then
            sleep 3 # the episode's own pictures and tokens
            DISPLAY=":$display" import -window root "$settings/window.png" && code=0
            break
        fi
    done
    if [ $code = 0 ]; then
        not_blank "$settings/window.png" || code=1
        mkdir -p build/ci && cp "$settings/window.png" build/ci/window.png
    fi
    if kill -0 $pid 2>/dev/null; then
        kill -TERM $pid
    else
        echo "the window ended on its own"
        code=1
    fi
    wait $pid
    kill $server
    wait $server 2>/dev/null
    rm -rf "$settings"
    return $code
}

python_with_numpy() { # prints a Python that has numpy
    local python venv=${XDG_CACHE_HOME:-$HOME/.cache}/gatoscope/check-venv
    for python in python3 /usr/bin/python3 "$venv/bin/python"; do
        if command -v "$python" >/dev/null && "$python" -c 'import numpy' 2>/dev/null; then command -v "$python"; return 0; fi
    done
    /usr/bin/python3 -m venv "$venv" >&2 && "$venv/bin/python" -m pip install --quiet --disable-pip-version-check 'numpy<3' >&2 && echo "$venv/bin/python"
}

# Newest changed files first, as many as the seconds allow. How many that is depends on the machine, so findings are told
# here and do not decide the run.
check_tidy() {
    local seconds=$1 tool begun=$SECONDS file count=0 bad=0
    tool=$(command -v clang-tidy-14 || command -v clang-tidy) || { echo "clang-tidy was not found"; return 1; }
    [ -f build/release/compile_commands.json ] || { echo "no compile_commands.json"; return 1; }
    git log --format= --name-only -- '*.cpp' | awk '!seen[$0]++' | grep -E '^(core|widgets|app)/' >build/ci/tidy.txt
    : >build/ci/tidy.log
    export tool
    timeout "$seconds" xargs -P "$jobs" -I{} sh -c '[ -f "{}" ] || exit 0; "$tool" --quiet --extra-arg=-Wno-unknown-warning-option -p build/release "{}" >"build/ci/tidy.$$.out" 2>/dev/null; code=$?; cat "build/ci/tidy.$$.out"; rm -f "build/ci/tidy.$$.out"; [ $code = 0 ] && echo "clean: {}" || echo "findings: {}"' <build/ci/tidy.txt >build/ci/tidy.log
    count=$(grep -cE '^(clean|findings): ' build/ci/tidy.log)
    bad=$(grep -cE '^findings: ' build/ci/tidy.log)
    grep -vE '^clean: ' build/ci/tidy.log
    echo "$count files read, $bad with findings"
    [ "$count" -gt 0 ]
}
