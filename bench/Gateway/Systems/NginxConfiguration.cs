namespace Bench.Gateway.Systems;

/// <summary>Configurations of nginx as someone who knows it writes them: one worker, kept-alive connections both ways, no access log.</summary>
internal static class NginxConfiguration
{
    /// <summary>Connections that are kept to a service.</summary>
    private const int KeptAlive = 128;

    /// <summary>A whole configuration around the content of its <c>http</c> block.</summary>
    public static string Of(string servers) =>
        $$"""
        worker_processes 1;
        worker_rlimit_nofile 16384;
        daemon off;
        pid nginx.pid;
        error_log stderr crit;
        events { worker_connections 8192; }
        http {
          access_log off;
          default_type application/json;
          keepalive_requests 1000000000;
          keepalive_timeout 300s;
          tcp_nodelay on;
          sendfile on;
          open_file_cache max=100;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
        {{servers}}
        }
        """;

    /// <summary>The five services behind one process: parts of three sizes, at once and after a delay (<see cref="Parts"/>).</summary>
    /// <remarks>
    /// nginx delays answers only of those who lack a password (<c>auth_delay</c>): so every caller lacks one, and the refusal is then
    /// replaced by the part.
    /// </remarks>
    public static string Upstream(IReadOnlyList<int> ports) =>
        $$"""
          server {
            {{string.Join(' ', ports.Select(port => $"listen 127.0.0.1:{port} backlog=4096;"))}}
            root .;
            auth_basic_user_file nobody;
            location = /status { stub_status; }
            location / { return 200 '{{PartBody.Of(1)}}'; }
            location /kb10/ { rewrite ^ /kb10.json break; }
            location /kb100/ { rewrite ^ /kb100.json break; }
            location @part { return 200 '{{PartBody.Of(1)}}'; }
        {{string.Join('\n', Parts.DelaysMs.Select(Delayed))}}
          }
        """;

    /// <summary>Composes the five parts by server-side includes; its subrequests run at the same time.</summary>
    public static string Composing(int port, IReadOnlyList<int> upstreams) => Composing(port, upstreams, "/api/products", Parts.Product, KeptAlive);

    /// <summary>The same of five services of 100 ms: as many connections are kept as a peak has calls under way.</summary>
    public static string ComposingSlow(int port, IReadOnlyList<int> upstreams) => Composing(port, upstreams, $"/lab/{Parts.Fast.Name}", Parts.Fast.Parts, 8 * KeptAlive);

    private static string Composing(int port, IReadOnlyList<int> upstreams, string path, IReadOnlyList<LabPart> parts, int keptAlive) =>
        $$"""
        {{Pools(upstreams, keptAlive)}}
          server {
            listen 127.0.0.1:{{port}} backlog=4096;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            location ~ ^{{path}}/(?<id>[0-9]+)$ {
              ssi on;
              ssi_types application/json;
              return 200 '{{{string.Join(',', parts.Select(part => $"\"{part.Name}\":<!--# include virtual=\"/parts/{part.Service}{part.Path.Replace("{id}", "$id", StringComparison.Ordinal)}\" -->"))}}}';
            }
        {{string.Join('\n', Parts.Services.Select(service => $"    location /parts/{service}/ {{ internal; proxy_pass http://{service}/; }}"))}}
          }
        """;

    /// <summary>Passes requests through to the first service.</summary>
    public static string Proxy(int port, IReadOnlyList<int> upstreams) =>
        $$"""
        {{Pools(upstreams)}}
          server {
            listen 127.0.0.1:{{port}} backlog=4096;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            location /{{Parts.Services[0]}}/ { proxy_pass http://{{Parts.Services[0]}}/; }
          }
        """;

    private static string Delayed(int milliseconds) =>
        $$"""    location /ms{{milliseconds}}/ { auth_basic lab; auth_delay {{milliseconds}}ms; error_page 401 =200 @part; }""";

    private static string Pools(IReadOnlyList<int> upstreams, int keptAlive = KeptAlive) => string.Join('\n', Parts.Services.Zip(upstreams, (service, port) =>
        $"  upstream {service} {{ server 127.0.0.1:{port}; keepalive {keptAlive}; keepalive_requests 1000000000; }}"));
}
