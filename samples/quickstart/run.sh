#!/usr/bin/env bash
# A throw-away PostgreSQL, MariaDB and sample TDS server with sample data, ProxyDb in front of them, and a tour: ./demo.sh [--keep]
#   --keep   leaves them running after the tour and prints how to connect; Ctrl-C ends them
# Debian 12 with the .NET SDK; what is missing is installed when run as root. Everything is on loopback and in one temporary directory.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"

keep=false
case "${1:-}" in
  "") ;;
  --keep) keep=true ;;
  *) echo "usage: ./demo.sh [--keep]" >&2; exit 2 ;;
esac

export LC_ALL=C.UTF-8 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
postgres_bin=/usr/lib/postgresql/15/bin
proxydb="${PROXYDB_EXECUTABLE:-$root/artifacts/bin/ProxyDb.Host/release/proxydb}"
work="$(mktemp -d "${TMPDIR:-/tmp}/proxydb-demo.XXXXXX")"
chmod 755 "$work"
gateway_pid=''
mariadb_pid=''
tds_pid=''

# --- words of the tour ---------------------------------------------------------------------------------------------------------------

bold='' dim='' plain=''
if [[ -t 1 ]]; then bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; fi

heading() { printf '\n%s== %s ==%s\n' "$bold" "$1" "$plain"; }
say() { printf '%s\n' "$*"; }
fail() { printf 'demo: %s\n' "$*" >&2; exit 1; }

# Shows a command, then runs it.
show() { printf '%s$ %s%s\n' "$dim" "$*" "$plain"; "$@"; }

# Psql through ProxyDb as the application, and as an analyst; the statement is shown as a person would type it.
shop() { ask "$psql_url" "$app_password" "$@"; }
analyst() { ask "$analyst_url" "$analyst_password" "$@"; }
ask() {
  local url="$1" password="$2" statement
  shift 2
  for statement in "$@"; do printf '%sshop=> %s%s\n' "$dim" "$statement" "$plain"; done
  printf '%s\n' "$@" | PGPASSWORD="$password" psql -X -q -v VERBOSITY=verbose -v SHOW_CONTEXT=never -P pager=off "$url" 2>&1
}

# The same through the command-line client of MariaDB.
my_shop() { my_ask order-app "$app_password" "$@"; }
my_analyst() { my_ask park "$analyst_password" "$@"; }
my_ask() {
  local user="$1" password="$2" statement
  shift 2
  for statement in "$@"; do printf '%sMariaDB [shop]> %s%s\n' "$dim" "$statement" "$plain"; done
  printf '%s\n' "$@" | MYSQL_PWD="$password" mariadb --no-defaults --force -t -h 127.0.0.1 -P "$mysql_port" -u "$user" shop 2>&1 || true
}

# And through FreeTDS, to the TDS server.
ms_shop() { ms_ask order-app "$app_password" "$@"; }
ms_analyst() { ms_ask park "$analyst_password" "$@"; }
ms_ask() {
  local user="$1" password="$2" statement
  shift 2
  for statement in "$@"; do
    printf '%s1> %s%s\n' "$dim" "$statement" "$plain"
    printf '%s\ngo\n' "$statement" | TDSVER=7.4 tsql -o fq -H 127.0.0.1 -p "$tds_port" -U "$user" -P "$password" -D shop 2>&1 | grep -v -e '^locale' -e '^using default' || true
  done
}

expect() { # text, pattern, what it is
  grep -q -- "$2" <<< "$1" || fail "$3 was expected"
}

free_port() {
  local port
  while :; do
    # Below the range from which the kernel gives ports to clients: one of those could be in use as such.
    port=$((20000 + RANDOM % 12000))
    (exec 3<> "/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

wait_for() { # what, command…
  local what="$1" tries=0
  shift
  until "$@" > /dev/null 2>&1; do
    tries=$((tries + 1))
    [[ $tries -lt 300 ]] || { cat "$work"/*.log "$work/postgres/log" >&2; fail "$what did not start"; }
    sleep 0.1
  done
}

stop_all() {
  local status=$?
  trap - EXIT INT TERM
  if [[ -n "$gateway_pid" ]] && kill -TERM "$gateway_pid" 2>/dev/null; then wait "$gateway_pid" || true; fi
  if [[ -e "$work/postgres/data/postmaster.pid" ]]; then
    (cd / && as_postgres "$postgres_bin/pg_ctl" stop -s -w -m fast -D "$work/postgres/data") || true
  fi
  if [[ -n "$tds_pid" ]] && kill -TERM "$tds_pid" 2>/dev/null; then wait "$tds_pid" || true; fi
  if [[ -n "$mariadb_pid" ]] && kill -TERM "$mariadb_pid" 2>/dev/null; then wait "$mariadb_pid" || true; fi
  rm -rf "$work"
  exit "$status"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The servers refuse to run as root.
as_postgres() { if [[ $EUID -eq 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi }
as_mysql() { if [[ $EUID -eq 0 ]]; then runuser -u mysql -- "$@"; else "$@"; fi }

# --- what is needed ------------------------------------------------------------------------------------------------------------------

"$root/tools/install-missing" demo
if [[ ! -x "$proxydb" ]]; then
  say "building ProxyDb …"
  dotnet build "$root/src/Host" -c Release -v q
fi
tds_server="$root/artifacts/bin/ProxyDb.Samples.TdsServer/release/ProxyDb.Samples.TdsServer"
if [[ ! -x "$tds_server" ]]; then
  dotnet build "$root/samples/tds-server" -c Release -v q
fi

# --- PostgreSQL ----------------------------------------------------------------------------------------------------------------------

service_password="$(head -c 18 /dev/urandom | base64)"
app_password="$(head -c 18 /dev/urandom | base64)"
analyst_password="$(head -c 18 /dev/urandom | base64)"
mkdir "$work/postgres"
printf '%s\n' "$service_password" > "$work/superuser"
[[ $EUID -ne 0 ]] || chown -R postgres: "$work/postgres" "$work/superuser"
cd "$work/postgres"
as_postgres "$postgres_bin/initdb" -D "$work/postgres/data" -U postgres --pwfile "$work/superuser" -A scram-sha-256 -E UTF8 --locale=C -N > "$work/initdb.log"
start_postgres() {
  postgres_port="$(free_port)"
  as_postgres "$postgres_bin/pg_ctl" start -s -w -D "$work/postgres/data" -l "$work/postgres/log" \
    -o "-p $postgres_port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
}

# Somebody may take the port in between: another one then.
start_postgres || start_postgres || start_postgres || { tail -n 20 "$work/postgres/log" >&2; exit 1; }
cd "$here"
PGPASSWORD="$service_password" psql -X -q -v ON_ERROR_STOP=1 -v password="$service_password" -h 127.0.0.1 -p "$postgres_port" -U postgres -f "$here/shop.sql"

# --- MariaDB -------------------------------------------------------------------------------------------------------------------------

mkdir "$work/mariadb" "$work/mariadb/tmp"
printf '%s;\n' "ALTER USER root@localhost IDENTIFIED BY '$service_password'" "CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY '$service_password'" \
  "GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION" "CREATE OR REPLACE USER proxydb_shop IDENTIFIED BY '$service_password'" > "$work/mariadb/accounts.sql"
chmod 600 "$work/mariadb/accounts.sql"
[[ $EUID -ne 0 ]] || chown -R mysql: "$work/mariadb"
(cd "$work/mariadb" && as_mysql mariadb-install-db --no-defaults --datadir="$work/mariadb/data" --tmpdir="$work/mariadb/tmp" --skip-name-resolve \
  --auth-root-authentication-method=normal --skip-test-db > "$work/mariadb-install.log" 2>&1) || { cat "$work/mariadb-install.log" >&2; exit 1; }
# setpriv becomes the server, so that its process id is the one to stop.
mariadb_port="$(free_port)"
mariadb_user=()
[[ $EUID -ne 0 ]] || mariadb_user=(setpriv --reuid=mysql --regid=mysql --init-groups)
(cd "$work/mariadb" && exec "${mariadb_user[@]}" "$(command -v mariadbd || echo /usr/sbin/mariadbd)" --no-defaults --datadir="$work/mariadb/data" --tmpdir="$work/mariadb/tmp" \
  --socket="$work/mariadb/socket" --pid-file="$work/mariadb/pid" --port="$mariadb_port" --bind-address=127.0.0.1 --skip-name-resolve --character-set-server=utf8mb4 \
  --init-file="$work/mariadb/accounts.sql" --innodb-flush-log-at-trx-commit=0 --innodb-fast-shutdown=2) > "$work/mariadb.log" 2>&1 &
mariadb_pid=$!
mariadb_root() { MYSQL_PWD="$service_password" mariadb --no-defaults -h 127.0.0.1 -P "$mariadb_port" -u root "$@"; }
wait_for MariaDB mariadb_root -e 'SELECT 1'
mariadb_root < "$here/shop.mariadb.sql"

# --- the sample TDS server -----------------------------------------------------------------------------------------------------------

sql_port="$(free_port)"
"$tds_server" --port "$sql_port" --user "proxydb_shop:$service_password" --database shop --script "$here/shop.tsql.sql" > "$work/tds.log" 2>&1 &
tds_pid=$!
wait_for 'the sample TDS server' grep -q '^listening' "$work/tds.log"

# --- ProxyDb -------------------------------------------------------------------------------------------------------------------------

port="$(free_port)"
mysql_port="$(free_port)"
tds_port="$(free_port)"
admin_port="$(free_port)"
gateway="$work/proxydb"
mkdir -p "$gateway/secrets"
cp -r "$here/policies" "$gateway/policies"
(umask 077; printf '%s\n' "$service_password" > "$gateway/secrets/shop"; printf '%s\n' "demo-operator" > "$gateway/secrets/operator")
sed -e "s/@POSTGRES_PORT@/$postgres_port/" -e "s/@MARIADB_PORT@/$mariadb_port/" -e "s/@MYSQL_PORT@/$mysql_port/" \
  -e "s/@SQL_PORT@/$sql_port/" -e "s/@TDS_PORT@/$tds_port/" \
  -e "s/@PORT@/$port/" -e "s/@ADMIN_PORT@/$admin_port/" "$here/proxydb.yaml" > "$gateway/proxydb.yaml"
printf '%s\n' "$app_password" | "$proxydb" user add order-app --native --file "$gateway/users.yaml" > "$work/user.log"
printf '%s\n' "$analyst_password" | "$proxydb" user add park --native --role analyst --attribute cities=Seoul --file "$gateway/users.yaml" >> "$work/user.log"
printf 'demo-operator\n' | "$proxydb" user add operator --file "$gateway/admins.yaml" --role operator >> "$work/user.log"
"$proxydb" check --config "$gateway/proxydb.yaml" > "$work/check.log"
"$proxydb" serve --config "$gateway/proxydb.yaml" > "$work/gateway.log" 2>&1 &
gateway_pid=$!
analyst_url="postgresql://park@127.0.0.1:$port/shop?sslmode=disable"
psql_url="postgresql://order-app@127.0.0.1:$port/shop?sslmode=disable"
answers() { PGPASSWORD="$app_password" psql -X -q -c 'SELECT 1' "$psql_url"; }
wait_for ProxyDb answers
admin() { "$proxydb" admin "$1" --config "$gateway/proxydb.yaml" --user operator --password-file "$gateway/secrets/operator"; }

# --- the tour ------------------------------------------------------------------------------------------------------------------------

heading "An allowed query"
say "The application changed host and port of its URL; nothing else."
out="$(shop "SELECT o.order_id, c.name, o.total FROM orders o JOIN customers c USING (customer_id) ORDER BY o.total DESC LIMIT 3;")"
say "$out"
expect "$out" "(3 rows)" "an answer"

heading "A denied one: no rule allows it"
out="$(shop "SELECT employee, salary FROM payroll;")"
say "$out"
expect "$out" 42501 "error 42501"

heading "Denied by a rule, also where the column is only used in a condition"
out="$(shop "SELECT name FROM customers WHERE resident_no LIKE '80%';")"
say "$out"
expect "$out" "data protection office" "the rule's message"

heading "Why"
show "$proxydb" policy explain "$gateway/policies" --catalog "$gateway/policies/shop.catalog.yaml" --user order-app --database shop \
  --sql "SELECT name FROM customers WHERE resident_no LIKE '80%'" || true

heading "An analyst: masked numbers, customers of one city"
say "The same query means something else to user park: role analyst, attribute cities [Seoul]."
out="$(analyst "SELECT name, city, resident_no FROM customers WHERE customer_id <= 9 ORDER BY customer_id;" "SELECT count(*) AS of_200 FROM customers;")"
say "$out"
expect "$out" '800104-1\*\*\*\*\*\*' "a masked number"
expect "$out" ' 66$' "the customers of one city"

heading "It holds for every way of asking"
out="$(analyst "SELECT name FROM customers WHERE resident_no LIKE '%-10%';" "SELECT number FROM v_customers ORDER BY number DESC LIMIT 1;" "SELECT max(resident_no), count(DISTINCT resident_no) FROM customers;" "SELECT resident_no::int FROM customers;")"
say "$out"
expect "$out" "(0 rows)" "nothing behind the mask"
grep -v '^shop=>' <<< "$out" | grep -q -- '-[12][0-9]' && fail "a number is shown"

heading "What is sent instead, and why"
show "$proxydb" policy explain "$gateway/policies" --catalog "$gateway/policies/shop.catalog.yaml" --user park --role analyst --attribute cities=Seoul \
  --database shop --sql "SELECT c.resident_no FROM customers c JOIN v_customers v USING (name) WHERE c.customer_id = 7" | sed '/^$/,$d'

heading "A denial inside a transaction keeps the server's truth"
say "PostgreSQL would abort the transaction after an error, so ProxyDb makes it do so: the insert before the denial is rolled back."
out="$(shop "BEGIN;" "INSERT INTO orders (order_id, customer_id, total) VALUES (9001, 7, 12.50);" "DELETE FROM orders;" "SELECT 1;" "COMMIT;" "SELECT count(*) AS kept FROM orders WHERE order_id = 9001;")"
say "$out"
expect "$out" 25P02 "error 25P02 behind the denial"
expect "$out" "^ *0$" "no row kept"

heading "The same shop on MariaDB: one listener more, the same rules"
out="$(my_shop "SELECT o.order_id, c.name, o.total FROM orders o JOIN customers c USING (customer_id) ORDER BY o.total DESC LIMIT 3;" "SELECT employee, salary FROM payroll;" "SELECT name FROM customers WHERE resident_no LIKE '80%';")"
say "$out"
expect "$out" "ERROR 1142 (42000)" "error 1142"
expect "$out" "data protection office" "the rule's message"
expect "$out" "| *[0-9]* | [A-Z][a-z]* [0-9]* |" "an answer"
out="$(my_analyst "SELECT name, city, resident_no FROM customers WHERE customer_id <= 9 ORDER BY customer_id;" "SELECT name FROM customers WHERE resident_no LIKE '%-10%';" "SELECT number FROM v_customers ORDER BY number DESC LIMIT 1;")"
say "$out"
expect "$out" '800104-1\*\*\*\*\*\*' "a masked number"
grep -v '^MariaDB' <<< "$out" | grep -q -- '-[12][0-9]' && fail "a number is shown"

heading "And in T-SQL, over SQL Server's wire (TDS)"
out="$(ms_shop "SELECT TOP 3 o.order_id, c.name, o.total FROM orders o JOIN customers c ON c.customer_id = o.customer_id ORDER BY o.total DESC" "SELECT employee, salary FROM payroll" "EXEC (N'SELECT name FROM customers WHERE resident_no LIKE ''80%''')")"
say "$out"
expect "$out" "Msg 229" "error 229"
expect "$out" "data protection office" "the rule's message"
expect "$out" "^[0-9]*	[A-Z][a-z]* [0-9]*	" "an answer"
out="$(ms_analyst "SELECT name, city, resident_no FROM customers WHERE customer_id <= 9 ORDER BY customer_id" "SELECT name FROM customers WHERE resident_no LIKE '%-10%'" "SELECT TOP 1 number FROM v_customers ORDER BY number DESC")"
say "$out"
expect "$out" '800104-1\*\*\*\*\*\*' "a masked number"
grep -v '^1>' <<< "$out" | grep -q -- '-[12][0-9]' && fail "a number is shown"

heading "Cases say what a policy means, and are tests"
show "$proxydb" policy test "$gateway/policies"

heading "Pools: many clients, few connections"
admin pools

heading "The record of it"
sleep 1
show "$proxydb" audit tail -n 5 "$gateway/audit"
say
show "$proxydb" audit search --decision deny "$gateway/audit"

heading "The record is whole"
show "$proxydb" audit verify "$gateway/audit"

if $keep; then
  heading "It stays up; Ctrl-C ends it"
  say "psql:  PGPASSWORD='$app_password' psql '$psql_url'"
  say "JDBC:  jdbc:postgresql://127.0.0.1:$port/shop?user=order-app&password=$(sed -e 's/+/%2B/g' -e 's/\//%2F/g' -e 's/=/%3D/g' <<< "$app_password")&sslmode=disable"
  say "mysql: MYSQL_PWD='$app_password' mariadb -h 127.0.0.1 -P $mysql_port -u order-app shop"
  say "JDBC:  jdbc:mariadb://127.0.0.1:$mysql_port/shop?user=order-app&password=…"
  say "tsql:  TDSVER=7.4 tsql -H 127.0.0.1 -p $tds_port -U order-app -P '$app_password' -D shop"
  say "JDBC:  jdbc:jtds:sqlserver://127.0.0.1:$tds_port/shop;user=order-app;password=…"
  say "audit: $proxydb audit tail -f $gateway/audit"
  say "admin: $proxydb admin sessions --config $gateway/proxydb.yaml --user operator --password-file $gateway/secrets/operator"
  say "rules: edit $gateway/policies/shop.yaml; it is loaded within seconds"
  wait "$gateway_pid"
fi
heading "End"
say "Everything was on loopback and is gone now."
