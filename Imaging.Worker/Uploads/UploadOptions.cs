namespace Imaging.Worker.Uploads;

/// <summary>What may be uploaded, and for how long (<c>Imaging:Uploads</c>).</summary>
internal sealed class UploadOptions
{
    /// <summary>Longest file, bytes. Default: 104,857,600 (100 MiB).</summary>
    public long LengthMax { get; set; } = 100 * 1024 * 1024;

    /// <summary>Time that an upload address works. Default: 15 minutes.</summary>
    public TimeSpan TicketLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Time that an upload may take in all, renewed addresses included. Default: 24 hours.</summary>
    public TimeSpan UploadTimeMax { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Time that the address of a result works. Default: 15 minutes.</summary>
    public TimeSpan ReadLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Uploads that one user may have begun and not completed. Default: 100.</summary>
    public int PendingPerOwnerMax { get; set; } = 100;

    /// <summary>Bytes that one user may announce in a day (UTC). Default: 107,374,182,400 (100 GiB).</summary>
    public long BytesPerOwnerPerDayMax { get; set; } = 100L * 1024 * 1024 * 1024;

    /// <summary>Event streams that this process holds open at once. Default: 1,000.</summary>
    public int EventStreamsMax { get; set; } = 1_000;

    /// <summary>Pause between heartbeats on an event stream. Default: 15 seconds.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Origins whose pages may upload with a browser, such as <c>http://localhost:8080</c>. Default: none. Set on the emulator only:
    /// in Azure the infrastructure sets them.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];
}
