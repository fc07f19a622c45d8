use sortie_jinja::Undefined;

use crate::address::BadAddress;
use crate::connection_fields::Fields;
use crate::{ConnectionFile, Failure, Proxy, ProxyAuth, SecretSource, UndefinedFile};

/// How a connection reaches its hosts, and whom it believes there.
///
/// It knows where files and secrets are, and has read none of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Network {
    /// Whether the server's certificate is verified.
    pub verify_ssl: bool,
    /// The PEM file of authorities that are trusted beside the system's.
    pub ca_bundle: Option<String>,
    /// What a server is shown that asks who is calling.
    pub client_certificate: Option<ClientCertificate>,
    /// Which way requests take.
    pub proxy: Proxy,
    /// What the proxy is shown.
    pub proxy_auth: Option<ProxyAuth>,
}

/// What this machine shows to a server that asks who is calling.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClientCertificate {
    /// The PEM file of the certificate.
    pub certificate: String,
    /// Where its private key is kept.
    pub key: SecretSource,
}

impl Network {
    pub(crate) fn new(file: &ConnectionFile, fields: &Fields) -> Result<Self, Failure> {
        let rendered = |field: &'static str, text: &Option<String>| {
            text.as_ref().map(|text| fields.render(field, text)).transpose()
        };
        let certificate = file.client_certificate.as_ref().map(|own| {
            let certificate = fields.render("client_certificate.certificate", &own.certificate)?;
            Ok(ClientCertificate { certificate, key: own.key.clone() })
        });
        let proxy = rendered("proxy", &file.proxy)?.map(|text| proxy(fields, &text));
        let proxy_auth = file.proxy_auth.as_ref().map(|auth| {
            let username = fields.render("proxy_auth.username", &auth.username)?;
            Ok(ProxyAuth { username, password: auth.password.clone() })
        });
        Ok(Self {
            verify_ssl: file.verify_ssl,
            ca_bundle: rendered("ca_bundle", &file.ca_bundle)?,
            client_certificate: certificate.transpose()?,
            proxy: proxy.transpose()?.unwrap_or_default(),
            proxy_auth: proxy_auth.transpose()?,
        })
    }
}

fn proxy(fields: &Fields, text: &str) -> Result<Proxy, Failure> {
    Proxy::read(text).map_err(|BadAddress { why, cure }| fields.failure("proxy", &why, &cure))
}

impl From<UndefinedFile> for Undefined {
    fn from(policy: UndefinedFile) -> Self {
        match policy {
            UndefinedFile::Strict => Self::Strict,
            UndefinedFile::Lenient => Self::Lenient,
            UndefinedFile::Chainable => Self::Chainable,
        }
    }
}
