# Puts our public URL where the answers that the gateway gives by itself name it, and serves.
set -eu
case "${ODR_ISSUER:-}" in
  *[!A-Za-z0-9.:/_-]*) echo "odr: ODR_ISSUER is no URL of ours: $ODR_ISSUER" >&2; exit 1 ;;
  http://?*|https://?*) ;;
  *) echo "odr: ODR_ISSUER must be our public URL" >&2; exit 1 ;;
esac
rm -rf /tmp/errors
cp -r /srv/odr/errors /tmp/errors
find /tmp/errors -name '*.json' -exec sed -i "s|@BASE@|${ODR_ISSUER%/}|g" {} +
exec nginx -e stderr -c /etc/odr/nginx.conf -g 'daemon off;'
