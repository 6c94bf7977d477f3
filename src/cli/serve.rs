//! `sidelight serve`: a library in browsers.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::runtime::Handle;

use crate::card::Fonts;
use crate::server::{self, Limits, signal};
use crate::site::watch::{self, Following};
use crate::site::{Builder, Built, Current, Options, Site, encoder};
use crate::web;

use super::args::ServeArgs;
use super::source::Source;
use super::{Failure, report};

/// What to serve and where: the arguments, validated.
struct Config {
    source: Source,
    listen: SocketAddr,
    watch: bool,
    options: Options,
    fonts: Option<PathBuf>,
}

impl Config {
    fn new(args: ServeArgs) -> Result<Self, Failure> {
        let source = Source::find(args.content);
        if args.watch && source == Source::Embedded {
            return Err(Failure::new("There is no content folder to watch: name one, or make ./content."));
        }
        let options = Options { is_live: args.watch, with_drafts: args.drafts, ..Options::default() };
        Ok(Self { source, listen: args.listen, watch: args.watch, options, fonts: args.card_fonts })
    }
}

pub fn run(args: ServeArgs) -> Result<ExitCode, Failure> {
    let config = Config::new(args)?;
    let fonts = Fonts::new(config.fonts.as_deref());
    let fonts = fonts.map_err(|error| Failure::new(format!("Cards have no fonts: {error}.")))?;
    let mut builder = Builder::new(config.options);
    let (site, faults) = first(&config, &mut builder)?;
    if faults.is_some() && !config.watch {
        return Ok(ExitCode::FAILURE);
    }
    let current = Arc::new(Current::new(site, faults).with_fonts(fonts));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(format!("The server cannot start: {error}.")))?;
    runtime.block_on(listen(&config, current, builder))?;
    Ok(ExitCode::SUCCESS)
}

/// The site to begin with, and the faults that keep it from being served. Nothing else of the library is kept.
fn first(config: &Config, builder: &mut Builder) -> Result<(Site, Option<String>), Failure> {
    let built = builder.build(&config.source.read()?);
    let faults = print(&built);
    let drafts = built.loaded.library.pieces.iter().filter(|piece| piece.draft).count();
    if drafts > 0 && !config.options.with_drafts {
        let _ = writeln!(stderr(), "{} not shown; --drafts shows them", report::plural(drafts, "draft"));
    }
    Ok((built.site, faults))
}

async fn listen(config: &Config, current: Arc<Current>, builder: Builder) -> Result<(), Failure> {
    let listener = TcpListener::bind(config.listen).await.map_err(|error| cannot_listen(config.listen, &error))?;
    let address = listener.local_addr().map_err(|error| cannot_listen(config.listen, &error))?;
    let stop = signal::stop().map_err(|error| Failure::new(format!("Signals cannot be listened to: {error}.")))?;
    let encoding = encoder::start(&current, Handle::current());
    encoding.map_err(|error| Failure::new(format!("The server cannot start: {error}.")))?;
    let _following = follow(config, &current, builder)?;
    let base = current.site().addresses.library();
    // The one line that people and scripts wait for. Where nobody does, there is still somebody to serve.
    let _ = writeln!(stdout(), "Sidelight reads at http://{address}{base}");
    let closing = Arc::clone(&current);
    let shutdown = async move {
        let stop = stop.await;
        tracing::info!("going down");
        closing.close();
        tokio::time::sleep(stop.grace()).await;
    };
    let app = web::app(current, config.watch);
    server::serve(listener, app, Limits::default(), shutdown).await;
    Ok(())
}

fn follow(config: &Config, current: &Arc<Current>, builder: Builder) -> Result<Option<Following>, Failure> {
    let (true, Source::Folder(folder)) = (config.watch, &config.source) else { return Ok(None) };
    let following = watch::follow(folder, builder, Arc::clone(current), Box::new(print_again));
    let following = following
        .map_err(|error| Failure::new(format!("The folder {} cannot be watched: {error}.", folder.display())))?;
    Ok(Some(following))
}

/// Prints the faults of a library for the writer at the terminal; answers with those that keep it from being served.
fn print(built: &Built) -> Option<String> {
    let loaded = &built.loaded;
    if !loaded.diagnostics.is_empty() {
        // The terminal may be gone; that is no reason to stop serving or following.
        let _ = stderr().write_all(report::human(loaded, stderr().is_terminal()).as_bytes());
    }
    loaded.has_errors().then(|| report::human(loaded, false))
}

/// As [`print`], and says so when all is well: the last thing at the terminal may be a fault that has been mended.
fn print_again(built: &Built) -> Option<String> {
    if built.loaded.diagnostics.is_empty() {
        let _ = writeln!(stderr(), "saved, without faults");
    }
    print(built)
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> Failure {
    use std::io::ErrorKind::{AddrInUse, AddrNotAvailable, PermissionDenied};
    Failure::new(match error.kind() {
        AddrInUse => format!(
            "{address} is already in use: stop what listens there, or choose another, as in \
             `sidelight serve --listen 127.0.0.1:8081`."
        ),
        PermissionDenied => format!("{address} may not be used by this user: ports below 1024 are kept for root."),
        AddrNotAvailable => format!("{address} is no address of this machine."),
        _ => format!("{address} cannot be listened on: {error}."),
    })
}
