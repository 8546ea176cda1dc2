use std::io::{Read as _, Write as _};

use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport, TransportAdapter,
};

/// Lets the one request of a connection name its whole target, which is how a proxy is told where to send it on.
#[derive(Debug)]
pub(crate) struct ForwardConnector {
    /// Scheme and host of the target.
    pub(crate) origin: String,
}

impl<In: Transport> Connector<In> for ForwardConnector {
    type Out = ForwardTransport;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let transport = chained.map(|inner| {
            let (input, output) = (
                details.config.input_buffer_size(),
                details.config.output_buffer_size(),
            );
            ForwardTransport {
                buffers: LazyBuffers::new(input, output),
                stream: TransportAdapter::new(inner.boxed(), details.current_time.clone()),
                origin: Some(self.origin.clone()),
            }
        });
        Ok(transport)
    }
}

/// A connection to a proxy for one request.
pub(crate) struct ForwardTransport {
    buffers: LazyBuffers,
    stream: TransportAdapter,
    /// What has to stand before the path of the request; nothing once it was sent.
    origin: Option<String>,
}

impl std::fmt::Debug for ForwardTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ForwardTransport")
    }
}

impl Transport for ForwardTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.stream.set_timeout(timeout);
        let mut output = &self.buffers.output()[..amount];
        // The first space of a request stands before its path.
        if let Some(space) = output.iter().position(|byte| *byte == b' ')
            && let Some(origin) = self.origin.take()
        {
            self.stream.write_all(&output[..=space])?;
            self.stream.write_all(origin.as_bytes())?;
            output = &output[space + 1..];
        }
        self.stream.write_all(output)?;
        self.stream.flush()?;
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.stream.set_timeout(timeout);
        let amount = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        // It has served its one request.
        false
    }

    fn is_tls(&self) -> bool {
        self.stream.get_ref().is_tls()
    }
}
