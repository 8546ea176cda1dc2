# What the web server serves, made by Helm once.
set -eu
cd "$SITE"
chart() { # FOLDER NAME VERSION DESCRIPTION
    mkdir -p "$1/$2/templates"
    cat >"$1/$2/Chart.yaml" <<END
apiVersion: v2
name: $2
version: $3
appVersion: "1.$3"
description: $4
keywords: [web, "$2-like"]
home: https://example.com/$2
maintainers:
- name: A
  email: a@example.com
END
    echo "color: red" >"$1/$2/values.yaml"
    printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}-%s}\ndata: {color: {{ .Values.color }}}\n' "$2" >"$1/$2/templates/map.yaml"
}
made=$(mktemp -d)
package() { # NAME VERSION DESCRIPTION: into the folder we are in
    chart "$made/$1-$2" "$@"
    helm package "$made/$1-$2/$1" >/dev/null
}
mkdir charts private broken
cd charts
for version in 0.1.0 1.0.0 1.1.0 1.2.0 2.0.0-rc.1 2.0.0; do package alpha "$version" "The <first> & best"; done
for version in 0.9.0 1.0.0+build.7; do package beta "$version" "A second chart, that says much more about itself than anybody would want to read in a table of charts"; done
package gamma 3.0.0-alpha.1 "Only a pre-release"
chart "$made/signed" delta 1.0.0 signed
helm package "$made/signed/delta" --sign --key signer --keyring "$KEYS/secret.gpg" >/dev/null
helm repo index .
cp ./*.tgz ../private
cd ../private
helm repo index .
mkdir ../elsewhere
cp ../charts/alpha-1.0.0.tgz ../elsewhere
mkdir ../spread
helm repo index ../elsewhere --url "$ELSEWHERE/private"
mv ../elsewhere/index.yaml ../private/spread.yaml
mkdir ../private/spread
mv ../private/spread.yaml ../private/spread/index.yaml

# Indexes that are not as they should be.
cd ../broken
bad() { # NAME: the index comes by standard input
    mkdir "$1"; cat >"$1/index.yaml"
}
head -c 700 ../charts/index.yaml | bad cut
sed 's/apiVersion: v1/apiVersion: ""/' ../charts/index.yaml | bad unversioned
sed 's/^  alpha:/  "":/' ../charts/index.yaml | bad nameless
sed 's/version: 1.1.0/version: one/' ../charts/index.yaml | bad wrong-version
sed 's/digest: ...../digest: 00000/' ../charts/index.yaml | bad wrong-digest
sed 's/digest: .*/digest: zz/' ../charts/index.yaml | bad no-digest
cp ../charts/*.tgz wrong-digest
cp ../charts/*.tgz no-digest
printf 'apiVersion: v1\nentries:\n  alpha:\n  - null\n  - name: alpha\n    version: 1.0.0\n    urls: [a.tgz]\n  beta: null\n  gamma: []\n' | bad nulls
printf 'apiVersion: v1\nentries:\n  alpha:\n  - name: alpha\n    version: 1.0.0\n    apiVersion: v2\n    strange: 1\n    urls: []\n' | bad strange
printf 'apiVersion: v1\nentries: [1, 2]\n' | bad list
printf '{"apiVersion": "v1", "entries": {"alpha": [{"name": "alpha", "version": "1.0.0", "apiVersion": "v2", "urls": ["../charts/alpha-1.0.0.tgz"]}]}}' | bad json
printf '\tnot yaml: [' | bad garbage
printf 'apiVersion: v1\nentries: {}\n' | bad nothing
printf 'apiVersion: v1\nentries:\n  alpha:\n  - {apiVersion: v2, name: alpha, version: 1.0.0}\n  - {apiVersion: v2, name: alpha, version: 1.1.0, urls: [gone.tgz]}\n' | bad no-archives

# Charts that depend on others.
cd "$SITE"
mkdir umbrellas
umbrella() { # NAME: dependencies come by standard input
    chart umbrellas "$1" 1.0.0 "An umbrella"
    cat >>"umbrellas/$1/Chart.yaml"
}
umbrella mixed <<END
dependencies:
- {name: alpha, version: ^1.0.0, repository: "$WEB/charts"}
- {name: beta, version: ">0.0.0-0", repository: "@web", alias: b}
- {name: delta, version: 1.0.0, repository: "alias:web"}
- {name: gamma, version: 3.0.0-alpha.1, repository: "oci://$OPEN/charts"}
- {name: local, version: 0.1.0, repository: "file://../local"}
END
chart umbrellas local 0.1.0 "Beside it"
umbrella ranges <<END
dependencies:
- {name: alpha, version: "~1.1", repository: "$WEB/charts/"}
- {name: alpha, version: ">=2.0.0-0", repository: "$WEB/charts", alias: second}
- {name: gamma, version: ">0.0.0-0", repository: "oci://$OPEN/charts", alias: third}
END
umbrella twins <<END
dependencies:
- {name: alpha, version: "~1.1", repository: "$WEB/charts"}
- {name: alpha, version: "1.x", repository: "oci://$OPEN/charts", alias: second}
END
umbrella slashes <<END
dependencies:
- {name: alpha, version: "~1.1", repository: "$WEB/charts/"}
- {name: beta, version: "~0.9", repository: "$WEB/charts"}
END
umbrella missing <<END
dependencies:
- {name: alpha, version: ^7, repository: "$WEB/charts"}
END
umbrella unknown <<END
dependencies:
- {name: omega, version: "*", repository: "$WEB/charts"}
END
umbrella unnamed <<END
dependencies:
- {name: alpha, version: "*", repository: "@nobody"}
END
umbrella gone <<END
dependencies:
- {name: alpha, version: "*", repository: "$CLOSED"}
END
umbrella locked <<END
dependencies:
- {name: alpha, version: "^1.0.0", repository: "oci://$AUTH/charts"}
END
umbrella plain <<END
dependencies:
- {name: alpha, version: "^1.0.0", repository: "$WEB/charts"}
END
umbrella private <<END
dependencies:
- {name: alpha, version: "^1.0.0", repository: "$WEB/private"}
END

# What registries have. Manifests say how old an archive is.
touch -d 2026-01-02T03:04:05Z charts/*.tgz charts/*.prov
for file in alpha-1.0.0 alpha-1.1.0 alpha-2.0.0 gamma-3.0.0-alpha.1; do
    helm push "charts/$file.tgz" "oci://$OPEN/charts" --plain-http >/dev/null
done
for registry in "$AUTH" "$TOKEN"; do
    helm push "charts/alpha-1.1.0.tgz" "oci://$registry/charts" --plain-http --username me --password secret >/dev/null
done

# Plugins.
mkdir -p plugins/hello/bin plugins/old
cat >plugins/hello/plugin.yaml <<END
apiVersion: v1
type: cli/v1
name: hello
version: 0.1.0
runtime: subprocess
config: {usage: "hello [NAME]", shortHelp: "says hello", longHelp: "Says hello to somebody.", ignoreFlags: false}
runtimeConfig:
  platformCommand:
  - {command: "\$HELM_PLUGIN_DIR/bin/hello"}
  platformHooks:
    install: [{command: "\$HELM_PLUGIN_DIR/bin/hook", args: [installed]}]
    update: [{command: "\$HELM_PLUGIN_DIR/bin/hook", args: [updated]}]
    delete: [{command: "\$HELM_PLUGIN_DIR/bin/hook", args: [deleted]}]
END
printf '#!/bin/sh\necho "hello $* from $HELM_PLUGIN_NAME"\nenv | grep ^HELM_ | grep -v ^HELM_BIN= | sort\n' >plugins/hello/bin/hello
printf '#!/bin/sh\necho "hook: $1"\necho "$1" >>"$HOME/hooks"\n' >plugins/hello/bin/hook
cat >plugins/old/plugin.yaml <<END
name: old
version: 1.2.3
usage: "old"
description: an old plugin
command: "\$HELM_PLUGIN_DIR/run.sh"
hooks:
  install: "echo hook installed"
downloaders:
- command: "run.sh"
  protocols: [old]
END
printf '#!/bin/sh\nif [ "${4:-}" != "" ]; then case "$4" in *index.yaml) cat "$SITE/charts/index.yaml";; *) cat "$SITE/charts/${4##*/}";; esac; else echo "old $*"; fi\n' >plugins/old/run.sh
chmod +x plugins/hello/bin/* plugins/old/run.sh
tar -czf plugins/hello-0.1.0.tgz -C plugins hello
cp -r plugins/hello "$made/hello.git"
cd "$made/hello.git"
git init -q -b main .
git add .
git -c user.name=A -c user.email=a@example.com commit -q -m one
git tag v0.1.0
git clone -q --bare . "$SITE/plugins/hello.git"
cd "$SITE/plugins/hello.git"
git update-server-info
cp -r "$KEYS/gnupg" "$GNUPGHOME.own"

# A credential helper that keeps its secrets in files of the home.
cat >"$(dirname "$(command -v helm)")/docker-credential-files" <<'END'
#!/bin/sh
mkdir -p "$HOME/secrets"
read -r line
echo "$1 $(printf %s "$line" | sed 's/"Secret":"[^"]*"/"Secret":"..."/')" >>"$HOME/helper.log"
name() { printf %s "$1" | tr -c 'a-zA-Z0-9.\n' _; }
case $1 in
store) server=$(printf %s "$line" | sed 's/.*"ServerURL":"\([^"]*\)".*/\1/'); printf %s "$line" >"$HOME/secrets/$(name "$server")";;
get) cat "$HOME/secrets/$(name "$line")" 2>/dev/null || { echo "credentials not found in native keychain"; exit 1; };;
erase) rm -f "$HOME/secrets/$(name "$line")";;
list) echo '{}';;
esac
END
chmod +x "$(dirname "$(command -v helm)")/docker-credential-files"
rm -rf "$made"
