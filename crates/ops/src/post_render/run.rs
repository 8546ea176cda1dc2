use std::collections::BTreeMap;

use steersman_manifest::{RenderedFile, SplitRule, is_blank, split_documents};
use steersman_yaml::StyledDocument;

use super::documents::{join_documents, parse_documents};
use super::{PostRender, PostRenderError, PostRenderScope, PostRenderStep};

/// Tells post-rendered documents which file they come from.
const FILE: &str = "postrenderer.helm.sh/postrender-filename";
const ANNOTATIONS: [&str; 2] = ["metadata", "annotations"];

/// The files a post-renderer makes of rendered files, hooks and objects together.
pub(crate) fn post_render(
    files: &[RenderedFile],
    rule: SplitRule,
    renderer: &dyn PostRender,
) -> Result<Vec<RenderedFile>, PostRenderError> {
    let failed = |step| {
        move |source: String| PostRenderError {
            step,
            source: source.into(),
        }
    };
    if renderer.scope() == PostRenderScope::Files {
        let changed = files.iter().map(|file| {
            let text = post_render_text(&file.text, renderer)?;
            Ok(RenderedFile::new(file.path.as_str(), text))
        });
        return changed.collect();
    }
    let merged = merge(files, rule).map_err(failed(PostRenderStep::Merge))?;
    let printed = post_render_text(&merged, renderer)?;
    split(&printed).map_err(failed(PostRenderStep::Split))
}

/// What a post-renderer makes of a text.
pub(crate) fn post_render_text(
    text: &[u8],
    renderer: &dyn PostRender,
) -> Result<Vec<u8>, PostRenderError> {
    renderer.run(text).map_err(|source| PostRenderError {
        step: PostRenderStep::Run,
        source,
    })
}

fn merge(files: &[RenderedFile], rule: SplitRule) -> Result<Vec<u8>, String> {
    let mut files: Vec<_> = files.iter().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut documents = Vec::new();
    for file in files {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if name.starts_with('_') || is_blank(&file.text) {
            continue;
        }
        for range in split_documents(&file.text, rule) {
            let parsed = parse_documents(&file.text[range]);
            let parsed = parsed.map_err(|error| format!("parsing {}: {error}", file.path))?;
            for mut document in parsed {
                document.set_text(&ANNOTATIONS, FILE, &file.path);
                documents.push(document);
            }
        }
    }
    Ok(join_documents(&mut documents))
}

fn split(text: &[u8]) -> Result<Vec<RenderedFile>, String> {
    let documents =
        parse_documents(text).map_err(|error| format!("error parsing YAML: {error}"))?;
    let mut files: BTreeMap<String, Vec<StyledDocument>> = BTreeMap::new();
    for (at, mut document) in documents.into_iter().enumerate() {
        let path = [ANNOTATIONS[0], ANNOTATIONS[1], FILE];
        let file = document.text(&path).filter(|file| !file.is_empty());
        document.remove(&ANNOTATIONS, FILE);
        let file = file.unwrap_or_else(|| format!("generated-by-postrender-{at}.yaml"));
        files.entry(file).or_default().push(document);
    }
    Ok(files
        .into_iter()
        .map(|(path, mut documents)| RenderedFile::new(path, join_documents(&mut documents)))
        .collect())
}

#[cfg(test)]
mod tests {
    use steersman_manifest::{RenderedFile, SplitRule};

    use super::super::{PostRender, PostRenderFailure};
    use super::post_render;

    #[derive(Debug)]
    struct Replace(&'static str, &'static str);

    impl PostRender for Replace {
        fn run(&self, manifests: &[u8]) -> Result<Vec<u8>, PostRenderFailure> {
            let text = String::from_utf8(manifests.to_vec())?;
            Ok(text.replace(self.0, self.1).into_bytes())
        }
    }

    fn check(files: &[(&str, &str)], renderer: &dyn PostRender) -> Vec<(String, String)> {
        let files: Vec<_> = files
            .iter()
            .map(|(path, text)| RenderedFile::new(*path, *text))
            .collect();
        let files = post_render(&files, SplitRule::Lines, renderer).unwrap();
        let pair = |file: RenderedFile| (file.path, String::from_utf8(file.text).unwrap());
        files.into_iter().map(pair).collect()
    }

    #[test]
    fn documents_go_back_to_their_files() {
        let files = [
            (
                "c/templates/b.yaml",
                "kind:   B # keep\nmetadata:\n    name: b\n---\n# nothing\n",
            ),
            ("c/templates/a.yaml", "kind: A\nlist:\n    - x\n"),
            ("c/templates/_p.yaml", "kind: P\n"),
        ];
        let found = check(&files, &Replace("name: b", "name: c"));
        let expected = [
            ("c/templates/a.yaml", "kind: A\nlist:\n- x\n"),
            (
                "c/templates/b.yaml",
                "kind: B # keep\nmetadata:\n  name: c\n",
            ),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned()));
        assert_eq!(found, expected);
    }

    #[test]
    fn strangers_get_names() {
        let found = check(&[("a.yaml", "kind: A\n")], &Replace(super::FILE, "other"));
        assert_eq!(found[0].0, "generated-by-postrender-0.yaml");
    }
}
