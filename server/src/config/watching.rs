use super::reader::Reader;
use crate::trace::TraceSettings;
use std::net::SocketAddr;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

impl Reader<'_> {
    pub(super) fn traces(&mut self) -> Option<TraceSettings> {
        let name = match self.text("OTLP_ENDPOINT") {
            Some(_) => "OTLP_ENDPOINT",
            None => "OTEL_EXPORTER_OTLP_ENDPOINT",
        };
        let text = self.text(name)?;
        let Ok(percent @ 0..=100) = u8::try_from(self.number("OTLP_SAMPLE_PERCENT", 100, 0)) else {
            return self.refuse("OTLP_SAMPLE_PERCENT is at most 100.", None);
        };
        match text.parse::<reqwest::Url>() {
            Ok(collector) if matches!(collector.scheme(), "http" | "https") => {
                Some(TraceSettings { collector, percent })
            }
            _ => {
                self.refuse(format!("{name} is no address of a collector, like http://127.0.0.1:4318."), None)
            }
        }
    }

    pub(super) fn maybe_address(&mut self, name: &str) -> Option<SocketAddr> {
        self.text(name)?;
        Some(self.address(name, 9100))
    }

    pub(super) fn log_format(&mut self) -> LogFormat {
        match self.text("LOG_FORMAT").as_deref() {
            None | Some("text") => LogFormat::Text,
            Some("json") => LogFormat::Json,
            Some(_) => self.refuse("LOG_FORMAT is text or json.", LogFormat::Text),
        }
    }
}
