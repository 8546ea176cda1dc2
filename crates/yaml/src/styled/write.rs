//! Writing nodes with their comments.

use super::comments::Comment;
use super::document::StyledDocument;
use super::node::{Body, Collection, CollectionStyle, ScalarStyle, StyledNode};
use crate::emit::{Place, StyledWriter, Wanted};

impl StyledDocument {
    /// Appends the document, without `---`, with its last line break.
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut writer = StyledWriter::new();
        write_node(&mut writer, &self.root, Place::Root);
        out.extend(writer.finish());
    }
}

fn write_node(writer: &mut StyledWriter, node: &StyledNode, place: Place) {
    if !node.properties.is_empty() {
        writer.word(&node.properties);
    }
    match &node.body {
        Body::Alias(name) => writer.word(name),
        Body::Scalar { text, style } => writer.scalar(text, wanted(*style), place),
        Body::List(list) => write_list(writer, list, place),
        Body::Map(map) => write_map(writer, map),
    }
}

fn wanted(style: ScalarStyle) -> Wanted {
    match style {
        ScalarStyle::Plain => Wanted::Plain,
        ScalarStyle::Single => Wanted::Single,
        ScalarStyle::Double => Wanted::Double,
        ScalarStyle::Literal => Wanted::Literal,
        ScalarStyle::Folded => Wanted::Folded,
    }
}

fn write_list(writer: &mut StyledWriter, list: &Collection, place: Place) {
    if writer.in_flow() || list.style == CollectionStyle::Flow || list.entries.is_empty() {
        writer.flow(
            b"[",
            |writer| {
                for (at, entry) in list.entries.iter().enumerate() {
                    writer.flow_separator(at);
                    write_node(writer, &entry.value, Place::Item);
                }
            },
            b"]",
        );
        return;
    }
    let outer = writer.enter_sequence(place);
    for entry in &list.entries {
        writer.new_line();
        write_head(writer, &entry.head);
        writer.block_indicator(b'-');
        write_node(writer, &entry.value, Place::Item);
        write_line(writer, entry.line.as_ref());
    }
    write_tail(writer, &list.tail);
    writer.leave(outer);
}

fn write_map(writer: &mut StyledWriter, map: &Collection) {
    if writer.in_flow() || map.style == CollectionStyle::Flow || map.entries.is_empty() {
        writer.flow(
            b"{",
            |writer| {
                for (at, entry) in map.entries.iter().enumerate() {
                    writer.flow_separator(at);
                    if let Some(key) = &entry.key {
                        write_node(writer, key, Place::SimpleKey);
                    }
                    writer.colon();
                    write_node(writer, &entry.value, Place::Value);
                }
            },
            b"}",
        );
        return;
    }
    let outer = writer.enter_mapping();
    for entry in &map.entries {
        writer.new_line();
        write_head(writer, &entry.head);
        let key = entry.key.as_ref();
        let is_complex = key.is_some_and(|key| {
            matches!(&key.body, Body::List(_) | Body::Map(_))
                || matches!(&key.body, Body::Scalar { text, .. } if text.contains(&b'\n'))
        });
        if let Some(key) = key {
            if is_complex {
                writer.block_indicator(b'?');
                write_node(writer, key, Place::ComplexKey);
                writer.new_line();
                writer.block_indicator(b':');
            } else {
                write_node(writer, key, Place::SimpleKey);
                writer.colon();
            }
        }
        write_line(writer, entry.key_line.as_ref());
        write_node(writer, &entry.value, Place::Value);
        write_line(writer, entry.line.as_ref());
    }
    write_tail(writer, &map.tail);
    writer.leave(outer);
}

fn write_head(writer: &mut StyledWriter, comments: &[Comment]) {
    for comment in comments {
        writer.comment(&comment.text);
        if comment.blank_after {
            writer.blank_line();
        }
        writer.new_line();
    }
}

fn write_line(writer: &mut StyledWriter, comment: Option<&Comment>) {
    if let Some(comment) = comment {
        writer.line_comment(&comment.text);
    }
}

fn write_tail(writer: &mut StyledWriter, comments: &[Comment]) {
    for (at, comment) in comments.iter().enumerate() {
        let at_end_of_document = writer.is_outermost();
        if comment.blank_before && (at > 0 || at_end_of_document) {
            writer.blank_line();
        }
        writer.new_line();
        writer.comment(&comment.text);
    }
}
