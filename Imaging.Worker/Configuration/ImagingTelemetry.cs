using System.Diagnostics;

namespace Imaging.Worker.Configuration;

/// <summary>The name of the meter and of the activity source.</summary>
internal static class ImagingTelemetry
{
    public const string Name = "Imaging";

    public static readonly ActivitySource Source = new(Name);
}
