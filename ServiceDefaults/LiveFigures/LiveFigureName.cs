using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace ServiceDefaults.LiveFigures;

/// <summary>Under which name this process writes.</summary>
/// <param name="Service">Such as <c>chat</c>.</param>
/// <param name="Instance">
/// Such as <c>chat-2-host1-4711-9f3c</c>: the resource, the machine, the process, and chance for containers that are alike in both.
/// </param>
internal sealed record LiveFigureName(string Service, string Instance)
{
    private const int ChanceLength = 4;

    public static LiveFigureName Of(string service, IConfiguration configuration) => new(service, string.Create(
        CultureInfo.InvariantCulture,
        $"{configuration["OTEL_SERVICE_NAME"] ?? service}-{Environment.MachineName}-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(ChanceLength, lowercase: true)}"));
}
