using System.IO.Pipelines;
using System.Text;
using Chat.Api.Delivery;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Api.Tests.Nodes;

/// <summary>A hub connection without a network: what was written to it lies in a pipe until it is read here.</summary>
internal sealed class PipedSocket
{
    private readonly Pipe written;

    /// <param name="user">Who is connected; also the connection's id.</param>
    /// <param name="takesAll">False: a write ends only when it has been read.</param>
    public PipedSocket(string user, bool takesAll = true)
    {
        written = new(takesAll ? PipeOptions.Default : new(pauseWriterThreshold: 2, resumeWriterThreshold: 1));
        var socket = new DefaultConnectionContext(user, new DuplexPipe(new Pipe().Reader, written.Writer), new DuplexPipe(written.Reader, new Pipe().Writer));
        Hub = new(socket, new() { KeepAliveInterval = KeepAlives.Never }, NullLoggerFactory.Instance)
        {
            Protocol = new JsonHubProtocol(),
            UserIdentifier = user,
        };
    }

    public HubConnectionContext Hub { get; }

    /// <summary>What was written since it was asked last.</summary>
    public string Read()
    {
        if (!written.Reader.TryRead(out var read))
        {
            return "";
        }

        var text = Encoding.UTF8.GetString(read.Buffer);
        written.Reader.AdvanceTo(read.Buffer.End);
        return text;
    }

    private sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
