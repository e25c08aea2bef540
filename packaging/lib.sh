# Sourced by the scripts beside it. They set "program" before.
# shellcheck shell=sh disable=SC2034,SC2154 # set here and used there, and the other way round

root=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd -P)

fail() {
  echo "$program: $1" >&2
  exit 1
}

misused() {
  echo "$program: $1 (see $program --help)" >&2
  exit 2
}

# need PROGRAM PACKAGE
need() { command -v "$1" >/dev/null 2>&1 || fail "needs $1; on Debian: apt-get install $2"; }

# new_directory DIR: made; what is in it already is nobody's to overwrite.
new_directory() {
  mkdir -p "$1" || fail "cannot make $1"
  [ -z "$(ls -A "$1")" ] || fail "$1 is not empty"
}

absolute() { (CDPATH='' cd -- "$1" && pwd -P); }

java_major() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null; }

# JDK 25, as releases are made by: the same one gives the same bytes.
find_jdk25() {
  for jdk25 in "${JAVA25_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* /usr/local/openjdk*; do
    [ -n "$jdk25" ] && [ -x "$jdk25/bin/jlink" ] && [ "$(java_major "$jdk25")" = 25 ] && return 0
  done
  fail "no JDK 25 found (JAVA25_HOME, JAVA_HOME, /usr/lib/jvm); what it makes is not built: $1"
}

# The version in the poms.
project_version() {
  sed -n '/<artifactId>pagelock-parent</,/<packaging>/s/.*<version>\(.*\)<\/version>.*/\1/p' \
    "$root/pom.xml" | sed -n 1p
}

# Seconds since 1970 that files in archives bear: the time in the pom.
build_time() {
  date -u -d "$(sed -n 's/.*<project.build.outputTimestamp>\(.*\)<.*/\1/p' "$root/pom.xml")" +%s
}

# unpack_tarball TARBALL DIR: sets version, processor, glibc and home from what is in it.
unpack_tarball() {
  [ -f "$1" ] || fail "$1 is no file: packaging/tarball makes it"
  tar -xzf "$1" -C "$2" 2>/dev/null || fail "$1 is not whole"
  home=$(find "$2" -mindepth 1 -maxdepth 1 -name 'pagelock-*')
  [ -f "$home/lib/whole" ] || fail "$1 is not whole, or no archive of packaging/tarball"
  version=$(sed -n 's/^pagelock //p' "$home/lib/whole")
  processor=$(sed -n 's/^processor //p' "$home/lib/whole")
  glibc=$(sed -n 's/^glibc //p' "$home/lib/whole")
}

# install_tree HOME ROOT: the archive's files in a system's places, under ROOT.
install_tree() {
  mkdir -p "$2/usr/bin" "$2/usr/lib/pagelock" "$2/usr/lib/systemd/system" "$2/usr/share/man/man1" \
    "$2/usr/share/bash-completion/completions" "$2/usr/share/zsh/vendor-completions" \
    "$2/usr/share/fish/vendor_completions.d" "$2/usr/share/doc/pagelock"
  cp -R "$1/bin" "$1/lib" "$2/usr/lib/pagelock"
  rm -rf "$2/usr/lib/pagelock/lib/systemd"
  ln -s ../lib/pagelock/bin/pagelock "$2/usr/bin/pagelock"
  cp "$1"/share/man/man1/* "$2/usr/share/man/man1"
  gzip -9n "$2"/usr/share/man/man1/*
  cp "$1/share/bash-completion/completions/pagelock" "$2/usr/share/bash-completion/completions"
  cp "$1/share/zsh/site-functions/_pagelock" "$2/usr/share/zsh/vendor-completions"
  cp "$1/share/fish/vendor_completions.d/pagelock.fish" "$2/usr/share/fish/vendor_completions.d"
  cp -R "$1/share/doc/pagelock/." "$2/usr/share/doc/pagelock"
  sed 's|/opt/pagelock/bin/pagelock|/usr/bin/pagelock|
    s|^# A template:.*|# Keeps what /etc/pagelock.files names, one file or directory a line. To enable it:|
    s|^# RAM, then:.*|# systemctl enable --now pagelock|
    s|^RequiresMountsFor=.*|ConditionPathExists=/etc/pagelock.files|' \
    "$1/lib/systemd/pagelock.service" >"$2/usr/lib/systemd/system/pagelock.service"
  mkdir "$2/usr/share/doc/pagelock/examples"
  cp "$1/lib/systemd/pagelock.service.d/memlock.conf" "$2/usr/share/doc/pagelock/examples"
  find "$2" -type d -exec chmod 755 {} +
}
