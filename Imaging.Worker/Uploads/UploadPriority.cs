namespace Imaging.Worker.Uploads;

/// <summary>What somebody waits for goes before what nobody waits for.</summary>
internal static class UploadPriority
{
    /// <summary>Somebody looks at the screen. The default.</summary>
    public const string Interactive = "interactive";

    /// <summary>An import, a migration: done when no interactive image waits.</summary>
    public const string Bulk = "bulk";
}
