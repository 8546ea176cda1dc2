//! References, and what Helm 4.3.1 says of them.

use steersman_oci::Reference;

#[test]
fn references_are_read_as_helm_reads_them() {
    let digest = format!("sha256:{}", "ab".repeat(32));
    let at = |text: &str| text.replace("DIGEST", &digest);
    let rows = [
        ("oci://h/web", Ok("h/web")),
        (
            "h:5000/a/b-c_d.e:1.0.0+x.y",
            Ok("h:5000/a/b-c_d.e:1.0.0_x.y"),
        ),
        ("h/a__b--c:V_1", Ok("h/a__b--c:V_1")),
        ("h/web@DIGEST", Ok("h/web@DIGEST")),
        ("h/web:1@DIGEST", Ok("h/web:1")),
        (
            "localhost",
            Err("invalid reference: missing registry or repository"),
        ),
        (
            "h/Web",
            Err("invalid reference: invalid repository \"Web\""),
        ),
        (
            "h/web/",
            Err("invalid reference: invalid repository \"web/\""),
        ),
        (
            "h/a..b",
            Err("invalid reference: invalid repository \"a..b\""),
        ),
        (
            "h/a___b",
            Err("invalid reference: invalid repository \"a___b\""),
        ),
        ("h/web:-x", Err("invalid reference: invalid tag \"-x\"")),
        ("/web", Err("invalid reference: invalid registry \"\"")),
        (
            "h/web@sha256:12",
            Err("invalid reference: invalid digest \"sha256:12\": invalid checksum digest length"),
        ),
    ];
    for (text, wanted) in rows {
        let found = Reference::parse(&at(text)).map(|reference| reference.to_string());
        let wanted = wanted.map(at).map_err(str::to_owned);
        assert_eq!(found.map_err(|error| error.to_string()), wanted, "{text}");
    }
}
