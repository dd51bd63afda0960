using Imaging.Worker.Pipeline;

namespace Imaging.Worker.Jobs;

/// <summary>One image through one preset, as <see cref="ImagePipeline.RunAsync"/> does it.</summary>
internal delegate Task<PipelineResult> RunPipeline(PipelineInput input, CancellationToken cancellationToken);
