using Peers.Chat;
using Peers.Gateway;
using Peers.Imaging;

// One program, a peer per name: it is started with the address in ASPNETCORE_URLS and settings in the environment.
return args is [var name, .. var rest]
    ? name switch
    {
        "signalr-backplane" => await SignalRChat.RunSharedAsync(rest),
        "signalr-alone" => await SignalRChat.RunAloneAsync(rest),
        "imagesharp" => await ImageSharpLoop.RunAsync(rest),
        "vips" => await VipsLoop.RunAsync(rest),
        "vips-onnx" => await VipsLoop.RunWithModelsAsync(rest),
        "yarp" => await PlainYarp.RunAsync(rest),
        "when-all" => await WhenAllEndpoint.RunAsync(rest),
        "splice" => await BareSplice.RunAsync(rest),
        "parts" => await PartServer.RunAsync(rest),
        _ => Unknown(name),
    }
    : Unknown("(none)");

static int Unknown(string name)
{
    Console.Error.WriteLine($"The peer is {name}; allowed: signalr-backplane, signalr-alone, imagesharp, vips, vips-onnx, yarp, when-all, splice, parts.");
    return 1;
}
